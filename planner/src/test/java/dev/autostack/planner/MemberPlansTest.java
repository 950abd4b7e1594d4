package dev.autostack.planner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.planner.detect.PlannerSettings;
import dev.autostack.planner.files.MemoryFiles;
import dev.autostack.protocol.PlanOverrides;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The root directory of the project is a member of a larger build. */
class MemberPlansTest {
    private static PlanOutcome.Planned plan(String rootDirectory, Map<String, String> files) {
        PlanOutcome outcome =
                new Planner(PlannerSettings.defaults())
                        .plan(
                                MemoryFiles.of(files),
                                rootDirectory,
                                PlanOverrides.none(),
                                List.of(),
                                List.of());
        assertThat(outcome).isInstanceOf(PlanOutcome.Planned.class);
        return (PlanOutcome.Planned) outcome;
    }

    private static final String MAIN =
            "package shop; class Shop { public static void main(String[] arguments) {} }";

    @Test
    void aModuleOfMavenIsBuiltFromTheTopWithWhatItNeeds() {
        PlanOutcome.Planned planned =
                plan(
                        "services/shop",
                        Map.of(
                                "pom.xml",
                                "<project><artifactId>all</artifactId><packaging>pom</packaging>"
                                        + "<modules><module>services</module></modules></project>",
                                "services/pom.xml",
                                "<project><artifactId>services</artifactId><packaging>pom</packaging>"
                                        + "<modules><module>shop</module><module>words</module></modules></project>",
                                "services/shop/pom.xml",
                                "<project><parent><artifactId>services</artifactId></parent>"
                                        + "<artifactId>shop</artifactId><dependencies><dependency>"
                                        + "<groupId>x</groupId><artifactId>words</artifactId>"
                                        + "</dependency></dependencies></project>",
                                "services/shop/src/main/java/shop/Shop.java",
                                MAIN,
                                "services/words/pom.xml",
                                "<project><artifactId>words</artifactId></project>"));
        assertThat(planned.image().context()).isEmpty();
        assertThat(planned.image().dockerfile())
                .contains(
                        "mvn -B package dependency:copy-dependencies -DincludeScope=runtime"
                                + " -DskipTests -pl services/shop -am")
                .contains("services/shop/target/*.[jw]ar")
                .contains("\"shop.Shop\"");
    }

    @Test
    void aModuleThatNoBuildAboveNamesIsBuiltAlone() {
        PlanOutcome.Planned planned =
                plan(
                        "shop",
                        Map.of(
                                "pom.xml",
                                "<project><artifactId>all</artifactId></project>",
                                "shop/pom.xml",
                                "<project><artifactId>shop</artifactId></project>",
                                "shop/src/main/java/shop/Shop.java",
                                MAIN));
        assertThat(planned.image().context()).isEqualTo("shop");
        assertThat(planned.image().dockerfile()).doesNotContain(" -pl ");
    }

    @Test
    void aModuleOfGradleIsBuiltByItsTask() {
        PlanOutcome.Planned planned =
                plan(
                        "services/shop",
                        Map.of(
                                "settings.gradle.kts",
                                "include(\"services:shop\")",
                                "services/shop/build.gradle.kts",
                                "plugins {\n    application\n}\n",
                                "services/shop/src/main/java/shop/Shop.java",
                                MAIN));
        assertThat(planned.image().context()).isEmpty();
        assertThat(planned.image().dockerfile())
                .contains("gradle :services:shop:installDist -x test")
                .contains("services/shop/build/install/*/lib");
    }

    @Test
    void aPackageOfCargoIsBuiltInItsWorkspace() {
        Map<String, String> files =
                Map.of(
                        "Cargo.toml",
                        "[workspace]\nmembers = [\"crates/*\"]\n",
                        "Cargo.lock",
                        "version = 4\n",
                        "crates/shop/Cargo.toml",
                        "[package]\nname = \"shop\"\n[dependencies]\naxum = { workspace = true }\n",
                        "crates/shop/src/main.rs",
                        "fn main() {}",
                        "crates/shop/templates/index.html",
                        "<p>",
                        "crates/words/Cargo.toml",
                        "[package]\nname = \"words\"\n",
                        "crates/words/src/lib.rs",
                        "");
        for (String root : List.of("", "crates/shop")) {
            PlanOutcome.Planned planned = plan(root, files);
            assertThat(planned.image().context()).isEmpty();
            assertThat(planned.image().dockerfile())
                    .contains("cargo build --release --locked -p shop --bin shop")
                    .contains("COPY --chown=65532:65532 crates/shop/templates /app/templates");
        }
    }

    @Test
    void aModuleOfGoIsBuiltBesideTheModulesThatItReads() {
        String main = "package main\n\nfunc main() {}\n";
        PlanOutcome.Planned used =
                plan(
                        "services/shop",
                        Map.of(
                                "go.work",
                                "go 1.24\n\nuse (\n\t./services/shop\n\t./words\n)\n",
                                "services/shop/go.mod",
                                "module example.org/shop\n",
                                "services/shop/main.go",
                                main,
                                "services/shop/static/a.css",
                                "",
                                "words/go.mod",
                                "module example.org/words\n"));
        PlanOutcome.Planned replaced =
                plan(
                        "services/shop",
                        Map.of(
                                "services/shop/go.mod",
                                "module example.org/shop\nreplace example.org/words => ../words\n",
                                "services/shop/main.go",
                                main,
                                "services/words/go.mod",
                                "module example.org/words\n"));

        assertThat(used.image().context()).isEmpty();
        assertThat(used.image().dockerfile())
                .contains("COPY . ./\nWORKDIR /src/services/shop\n")
                .contains("COPY --chown=65532:65532 services/shop/static /app/static");
        assertThat(replaced.image().context()).isEqualTo("services");
        assertThat(replaced.image().dockerfile()).contains("WORKDIR /src/shop\n");
    }

    @Test
    void aMemberOfNpmIsInstalledWithWhatItNeedsAfterItsNeighboursAreBuilt() {
        PlanOutcome.Planned planned =
                plan(
                        "apps/api",
                        Map.of(
                                "package.json",
                                "{\"name\":\"all\",\"workspaces\":[\"apps/*\",\"packages/**\"]}",
                                "package-lock.json",
                                "{\"lockfileVersion\":3}",
                                "apps/api/package.json",
                                "{\"name\":\"api\",\"scripts\":{\"build\":\"tsc\",\"start\":\"node"
                                        + " dist/index.js\"},\"dependencies\":{\"@a/words\":\"*\"}}",
                                "packages/deep/words/package.json",
                                "{\"name\":\"@a/words\",\"main\":\"dist/index.js\",\"scripts\":{\"build\":\"tsc\"},"
                                        + "\"dependencies\":{\"@a/base\":\"*\"}}",
                                "packages/base/package.json",
                                "{\"name\":\"@a/base\",\"main\":\"lib/index.js\",\"scripts\":{\"build\":\"tsc\"}}",
                                "packages/there/package.json",
                                "{\"name\":\"@a/there\",\"scripts\":{\"build\":\"tsc\"}}"));
        assertThat(planned.detection().install())
                .isEqualTo("npm ci --workspace=apps/api --include-workspace-root");
        assertThat(planned.image().dockerfile())
                .contains(
                        """
                        RUN npm run build --workspace=@a/base
                        RUN npm run build --workspace=@a/words
                        WORKDIR /app/apps/api
                        """)
                .doesNotContain("@a/there");
    }

    @Test
    void aFolderThatTheWorkspaceDoesNotNameIsInstalledByItself() {
        PlanOutcome.Planned planned =
                plan(
                        "examples/api",
                        Map.of(
                                "package.json",
                                "{\"name\":\"all\",\"workspaces\":[\"apps/*\"]}",
                                "package-lock.json",
                                "{\"lockfileVersion\":3}",
                                "examples/api/package.json",
                                "{\"name\":\"api\",\"scripts\":{\"start\":\"node index.js\"}}"));
        assertThat(planned.detection().install()).isEqualTo("npm install");
        assertThat(planned.image().context()).isEqualTo("examples/api");
    }

    @Test
    void theLockFileOfToolsAtTheTopIsNotThatOfAProjectBelow() {
        PlanOutcome.Planned planned =
                plan(
                        "frontend",
                        Map.of(
                                "package.json",
                                "{\"devDependencies\":{\"husky\":\"^9\"}}",
                                "package-lock.json",
                                "{\"lockfileVersion\":3}",
                                "frontend/package.json",
                                "{\"name\":\"frontend\",\"scripts\":{\"start\":\"node index.js\"}}"));
        assertThat(planned.detection().install()).isEqualTo("npm install");
        assertThat(planned.image().context()).isEqualTo("frontend");
    }

    @Test
    void aMemberOfAWorkspaceWithoutALockFileIsInstalledFromItsTop() {
        PlanOutcome.Planned planned =
                plan(
                        "apps/web",
                        Map.of(
                                "package.json",
                                "{\"name\":\"all\",\"private\":true,\"workspaces\":[\"apps/*\",\"packages/*\"]}",
                                "apps/web/package.json",
                                "{\"name\":\"web\",\"scripts\":{\"start\":\"node index.js\"},\"dependencies\":{\"@a/words\":\"*\"}}",
                                "packages/words/package.json",
                                "{\"name\":\"@a/words\",\"main\":\"index.js\"}",
                                "packages/words/index.js",
                                ""));
        assertThat(planned.image().context()).isEmpty();
        assertThat(planned.image().dockerfile())
                .contains("COPY packages/words/package.json ./packages/words/")
                .contains("WORKDIR /app/apps/web");
    }

    private static final Map<String, String> SHELF =
            Map.of(
                    "packages/api/package.json",
                    "{\"name\":\"@shelf/api\",\"scripts\":{\"start\":\"node index.js\"},"
                            + "\"dependencies\":{\"@shelf/words\":\"workspace:*\",\"express\":\"^4.21.0\"}}",
                    "packages/api/index.js",
                    "require('express')().use(require('express').static('../page/dist')).listen(3000);",
                    "packages/words/package.json",
                    "{\"name\":\"@shelf/words\",\"dependencies\":{\"ms\":\"^2.1.3\"}}",
                    "packages/words/index.js",
                    "module.exports = require('ms');",
                    "packages/page/package.json",
                    "{\"name\":\"@shelf/page\",\"dependencies\":{\"vue\":\"^3.5.0\"}}",
                    "packages/mail/package.json",
                    "{\"name\":\"@shelf/mail\",\"dependencies\":{\"nodemailer\":\"^7.0.0\"}}",
                    "packages/mail/index.js",
                    "require('nodemailer');");

    private static PlanOutcome.Planned shelf(String top, String lock, String locked) {
        Map<String, String> files = new HashMap<>(SHELF);
        files.put("package.json", top);
        files.put(lock, locked);
        return plan("packages/api", files);
    }

    private static PlanOutcome.Planned shelfOfYarn(String locked) {
        return shelf(
                "{\"name\":\"shelf\",\"packageManager\":\"yarn@4.9.1\",\"workspaces\":[\"packages/*\"]}",
                "yarn.lock",
                "__metadata:\n  version: 8\n\n\"@shelf/words@workspace:*,"
                        + " @shelf/words@workspace:packages/words\":\n  version: 0\n\n"
                        + "\"express@npm:^4.21.0\":\n  version: 4.21.2\n\n"
                        + locked);
    }

    @Test
    void aMemberOfYarnIsInstalledAloneWhenTheLockHasAllThatItAsksFor() {
        PlanOutcome.Planned planned =
                shelfOfYarn("\"ms@npm:2.0.0, ms@npm:^2.1.3\":\n  version: 2\n");
        assertThat(planned.detection().install())
                .isEqualTo("yarn workspaces focus @shelf/api shelf");
        assertThat(planned.image().dockerfile())
                .contains("yarn workspaces focus --production @shelf/api shelf");
    }

    @Test
    void aLockOfYarnThatIsOutOfStepIsLeftToTheInstallThatSaysSo() {
        PlanOutcome.Planned planned = shelfOfYarn("\"ms@npm:^2.0.0\":\n  version: 2\n");
        assertThat(planned.detection().install()).isEqualTo("yarn install --immutable");
    }

    @Test
    void aMemberOfBunIsInstalledWithEachThatItNeeds() {
        PlanOutcome.Planned planned =
                shelf(
                        "{\"name\":\"shelf\",\"workspaces\":[\"packages/*\"]}",
                        "bun.lock",
                        "{\"lockfileVersion\": 1}");
        assertThat(planned.detection().install())
                .isEqualTo(
                        "bun install --frozen-lockfile --filter './' --filter @shelf/words --filter @shelf/api");
    }

    @Test
    void sourcesOfMembersThatNothingLeadsToStayOutOfTheImage() {
        PlanOutcome.Planned planned =
                shelf(
                        "{\"name\":\"shelf\",\"workspaces\":[\"packages/*\"]}",
                        "package-lock.json",
                        "{\"lockfileVersion\":3}");
        assertThat(planned.image().dockerignore())
                .contains("packages/mail/**\n!packages/mail/package.json\n")
                .doesNotContain("packages/words")
                .doesNotContain("packages/page")
                .doesNotContain("packages/api");
    }
}
