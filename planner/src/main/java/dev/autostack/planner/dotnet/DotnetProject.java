package dev.autostack.planner.dotnet;

import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.files.RelativePath;
import dev.autostack.planner.parse.XmlText;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A project file of MSBuild.
 *
 * @param sdk as written; "" for the old format
 * @param references package and framework references
 * @param framework target framework, such as net9.0
 * @param shared true for the service defaults of .NET Aspire: a library that looks like a web app
 */
record DotnetProject(
        String path,
        String sdk,
        Set<String> references,
        @Nullable String framework,
        String assembly,
        String outputType,
        boolean shared) {
    private static final int MAX_PROJECTS = 80;

    DotnetProject {
        references = Set.copyOf(references);
    }

    /** Every project of the tree that is no test, shallow ones first. */
    static List<DotnetProject> all(SourceTree tree) {
        List<String> apps = new ArrayList<>();
        List<String> tests = new ArrayList<>();
        for (String file : tree.files()) {
            if (file.endsWith(".csproj") || file.endsWith(".fsproj") || file.endsWith(".vbproj")) {
                (isTest(file) ? tests : apps).add(file);
            }
        }
        // A benchmark or a test bench that stands alone is what the repository is about.
        return (apps.isEmpty() ? tests : apps)
                .stream().limit(MAX_PROJECTS).map(file -> read(tree, file)).toList();
    }

    private static boolean isTest(String file) {
        String lower = file.toLowerCase(Locale.ROOT);
        return RelativePath.name(lower).contains("test")
                || lower.contains("/tests/")
                || lower.startsWith("tests/")
                || lower.contains("benchmark");
    }

    private static DotnetProject read(SourceTree tree, String path) {
        XmlText.Element project = tree.xml(path);
        String sdk = project.attribute("Sdk");
        if (sdk == null) {
            XmlText.Element element = project.at("Sdk");
            String name = element.attribute("Name");
            sdk = name == null ? "" : name;
        }
        Set<String> references = new LinkedHashSet<>();
        for (XmlText.Element group : project.all("ItemGroup")) {
            for (XmlText.Element reference : group.children()) {
                String include = reference.attribute("Include");
                if (include != null
                        && (reference.name().equals("PackageReference")
                                || reference.name().equals("FrameworkReference")
                                || reference.name().equals("Reference"))) {
                    references.add(include.replaceFirst(",.*", ""));
                }
            }
        }
        String framework = property(project, "TargetFramework");
        if (framework == null) {
            String several = property(project, "TargetFrameworks");
            framework =
                    several == null
                            ? property(project, "TargetFrameworkVersion")
                            : several.replaceFirst(";.*", "");
        }
        if (framework == null) {
            framework = inherited(tree, path);
        }
        String assembly = property(project, "AssemblyName");
        String name = RelativePath.name(path).replaceFirst("\\.[a-z]+$", "");
        String output = property(project, "OutputType");
        return new DotnetProject(
                path,
                sdk,
                references,
                framework,
                assembly == null || assembly.contains("$(") ? name : assembly,
                output == null ? "" : output,
                "true".equalsIgnoreCase(property(project, "IsAspireSharedProject")));
    }

    private static @Nullable String property(XmlText.Element project, String name) {
        for (XmlText.Element group : project.all("PropertyGroup")) {
            String value = group.textAt(name);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private static @Nullable String inherited(SourceTree tree, String path) {
        for (String folder = RelativePath.parent(path); ; folder = RelativePath.parent(folder)) {
            String file = RelativePath.join(folder, "Directory.Build.props");
            String value = tree.has(file) ? property(tree.xml(file), "TargetFramework") : null;
            if (value != null || folder.isEmpty()) {
                return value;
            }
        }
    }

    boolean isWeb() {
        return !shared
                && (sdk.startsWith("Microsoft.NET.Sdk.Web")
                        || references.contains("Microsoft.AspNetCore.App")
                        || references.contains("Microsoft.AspNetCore.All")
                        || references.contains("Microsoft.AspNetCore"));
    }

    /** A class library may refer to ASP.NET Core too; it is chosen only when no program does. */
    boolean isProgram() {
        return sdk.startsWith("Microsoft.NET.Sdk.Web") || outputType.equalsIgnoreCase("exe");
    }

    boolean isBlazorClient() {
        return sdk.startsWith("Microsoft.NET.Sdk.BlazorWebAssembly")
                || references.contains("Microsoft.AspNetCore.Components.WebAssembly");
    }

    /** ASP.NET on the old .NET Framework, which needs Windows. */
    boolean isOldWeb() {
        return sdk.isEmpty()
                && (references.contains("System.Web") || references.contains("System.Web.Mvc"));
    }
}
