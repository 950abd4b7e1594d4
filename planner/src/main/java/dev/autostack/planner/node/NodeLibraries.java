package dev.autostack.planner.node;

import dev.autostack.planner.image.SystemPackages;
import dev.autostack.planner.image.SystemPackages.Need;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What packages of npm need of the system; the slim images of Node hold none of it. */
final class NodeLibraries {
    /** What node-gyp asks for (its README); a prebuilt binary that cannot be had is compiled. */
    private static final List<String> COMPILER = List.of("python3", "make", "g++");

    /** Packages that compile on install, by their own install scripts. */
    private static final List<String> COMPILED =
            List.of(
                    "argon2",
                    "bcrypt",
                    "better-sqlite3",
                    "bufferutil",
                    "canvas",
                    "deasync",
                    "farmhash",
                    "grpc",
                    "iconv",
                    "ibm_db",
                    "isolated-vm",
                    "kerberos",
                    "leveldown",
                    "libxmljs",
                    "libxmljs2",
                    "microtime",
                    "mongodb-client-encryption",
                    "node-expat",
                    "node-pty",
                    "node-rdkafka",
                    "node-sass",
                    "re2",
                    "sqlite3",
                    "utf-8-validate",
                    "zeromq");

    private static final List<Need> KNOWN = new ArrayList<>();

    static {
        COMPILED.forEach(name -> KNOWN.add(new Need(name, COMPILER, List.of())));
        List<String> postgres = new ArrayList<>(COMPILER);
        postgres.add("libpq-dev");
        KNOWN.add(new Need("pg-native", postgres, List.of("libpq5")));
        KNOWN.add(new Need("libpq", postgres, List.of("libpq5")));
        // Its engines are linked with OpenSSL, which the image lacks (prisma.io/docs, Docker).
        KNOWN.add(new Need("prisma", List.of("openssl"), List.of("openssl")));
        KNOWN.add(new Need("@prisma/client", List.of("openssl"), List.of("openssl")));
    }

    private NodeLibraries() {}

    static SystemPackages of(NodeProject project) {
        SystemPackages needed = SystemPackages.of(KNOWN, project::uses);
        boolean fetches = project.dependencies().values().stream().anyMatch(NodeLibraries::isGit);
        return fetches ? needed.and(SystemPackages.git()) : needed;
    }

    /** True when node-gyp may run: it then takes the image's own headers instead of a download. */
    static Map<String, String> environment(SystemPackages packages) {
        return packages.build().containsAll(COMPILER)
                ? Map.of("npm_config_nodedir", "/usr/local")
                : Map.of();
    }

    /**
     * {@code git+https://...}, {@code github:user/name}, {@code user/name} (npm's package spec).
     */
    private static boolean isGit(String range) {
        return range.matches("git(\\+\\w+)?:.*|(github|gitlab|bitbucket):.*")
                || range.matches("https?://.*\\.git(#.*)?")
                || range.matches("[\\w-][\\w.-]*/[\\w.-]+(#.*)?");
    }
}
