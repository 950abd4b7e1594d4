package dev.autostack.controlplane.architecture;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * Finds the codes of errors and warnings in sources by one convention: a code is what is handed to
 * a parameter or record component called {@code code}. Syntax only, so that modules need not be on
 * the class path.
 */
final class ErrorCodes {
    private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");

    /** Code -> where it is made. */
    final TreeMap<String, String> made = new TreeMap<>();

    /** Places whose code cannot be read off the source. */
    final TreeSet<String> unclear = new TreeSet<>();

    /** {@code scope} is the package that sees it, empty when all do. */
    private record Call(String scope, String name, int arguments) {}

    /** {@code sources} share what is public: a module and the protocol. */
    static ErrorCodes in(List<Path> sources) throws IOException {
        ErrorCodes found = new ErrorCodes();
        List<CompilationUnitTree> units = parse(sources);
        Map<Call, Integer> codes = new HashMap<>();
        for (CompilationUnitTree unit : units) {
            unit.accept(new Declarations(codes, unit), null);
        }
        for (CompilationUnitTree unit : units) {
            unit.accept(found.new Uses(codes, constants(unit), unit), null);
        }
        return found;
    }

    private static List<CompilationUnitTree> parse(List<Path> folders) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> walk = Files.walk(folder)) {
                walk.filter(path -> path.toString().endsWith(".java")).forEach(files::add);
            }
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    manager,
                                    null,
                                    List.of("-proc:none"),
                                    null,
                                    manager.getJavaFileObjectsFromPaths(files));
            List<CompilationUnitTree> units = new ArrayList<>();
            task.parse().forEach(units::add);
            return units;
        }
    }

    /** Constants of a file by name, as far as they are texts. */
    private static Map<String, String> constants(CompilationUnitTree unit) {
        Map<String, String> constants = new HashMap<>();
        unit.accept(
                new TreeScanner<Void, Void>() {
                    @Override
                    public @Nullable Void visitVariable(VariableTree variable, Void nothing) {
                        if (variable.getInitializer() instanceof LiteralTree literal
                                && literal.getValue() instanceof String text) {
                            constants.put(variable.getName().toString(), text);
                        }
                        return super.visitVariable(variable, null);
                    }
                },
                null);
        return constants;
    }

    /** Which calls take a code, and as which argument. */
    private static final class Declarations extends TreeScanner<Void, Void> {
        private final Map<Call, Integer> codes;
        private final String file;
        private final String inPackage;
        private String type = "";

        Declarations(Map<Call, Integer> codes, CompilationUnitTree unit) {
            this.codes = codes;
            this.file = unit.getSourceFile().getName();
            this.inPackage = String.valueOf(unit.getPackageName());
        }

        @Override
        public @Nullable Void visitClass(ClassTree tree, Void nothing) {
            String outer = type;
            type = tree.getSimpleName().toString();
            if (tree.getKind() == Tree.Kind.RECORD) {
                List<? extends VariableTree> components =
                        tree.getMembers().stream()
                                .filter(VariableTree.class::isInstance)
                                .map(VariableTree.class::cast)
                                .filter(each ->
                                        !each.getModifiers().getFlags().contains(Modifier.STATIC))
                                .toList();
                note(type, components, tree.getModifiers().getFlags());
            }
            super.visitClass(tree, null);
            type = outer;
            return null;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, Void nothing) {
            String name = method.getName().toString();
            note(
                    name.equals("<init>") ? type : name,
                    method.getParameters(),
                    method.getModifiers().getFlags());
            return super.visitMethod(method, null);
        }

        private void note(
                String name, List<? extends VariableTree> parameters, Set<Modifier> modifiers) {
            String scope =
                    modifiers.contains(Modifier.PUBLIC)
                            ? ""
                            : modifiers.contains(Modifier.PRIVATE) ? file : inPackage;
            for (int i = 0; i < parameters.size(); i++) {
                VariableTree each = parameters.get(i);
                if (each.getName().contentEquals("code")
                        && String.valueOf(each.getType()).equals("String")) {
                    codes.put(new Call(scope, name, parameters.size()), i);
                }
            }
        }
    }

    private final class Uses extends TreeScanner<Void, Void> {
        private final Map<Call, Integer> codes;
        private final Map<String, String> constants;
        private final String file;
        private final List<String> scopes;

        Uses(Map<Call, Integer> codes, Map<String, String> constants, CompilationUnitTree unit) {
            this.codes = codes;
            this.constants = constants;
            this.file = Path.of(unit.getSourceFile().toUri()).getFileName().toString();
            this.scopes =
                    List.of(
                            unit.getSourceFile().getName(),
                            String.valueOf(unit.getPackageName()),
                            "");
        }

        @Override
        public @Nullable Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
            String name =
                    switch (call.getMethodSelect()) {
                        case IdentifierTree plain -> plain.getName().toString();
                        case MemberSelectTree other -> other.getIdentifier().toString();
                        default -> "";
                    };
            look(name, call.getArguments());
            return super.visitMethodInvocation(call, null);
        }

        @Override
        public @Nullable Void visitNewClass(NewClassTree created, Void nothing) {
            String name = created.getIdentifier().toString().replaceAll("<.*>", "");
            look(name.substring(name.lastIndexOf('.') + 1), created.getArguments());
            return super.visitNewClass(created, null);
        }

        private void look(String name, List<? extends ExpressionTree> arguments) {
            scopes.stream()
                    .map(scope -> codes.get(new Call(scope, name, arguments.size())))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .ifPresent(index -> read(arguments.get(index)));
        }

        private void read(ExpressionTree argument) {
            switch (argument) {
                case LiteralTree literal -> code(literal.getValue());
                case ParenthesizedTree inner -> read(inner.getExpression());
                case ConditionalExpressionTree either -> {
                    read(either.getTrueExpression());
                    read(either.getFalseExpression());
                }
                case IdentifierTree name when constants.containsKey(name.getName().toString()) ->
                        code(constants.get(name.getName().toString()));
                // Handed on: it was read where it was made.
                case IdentifierTree name when name.getName().contentEquals("code") -> {}
                case MethodInvocationTree accessor
                        when accessor.toString().endsWith(".code()") -> {}
                case AssignmentTree assignment -> read(assignment.getExpression());
                default -> unclear.add(file + ": " + argument);
            }
        }

        private void code(@Nullable Object value) {
            if (value instanceof String text && CODE.matcher(text).matches()) {
                made.putIfAbsent(text, file);
            } else if (!"".equals(value)) { // Empty: a foreign answer had none.
                unclear.add(file + ": " + value);
            }
        }
    }
}
