package dev.autostack.planner.diagnosis;

import static dev.autostack.planner.diagnosis.FailureRule.cause;

import java.util.List;

/** Known causes of processes that end, or never answer, after they were started. */
final class StartRules {
    static final FailureRule ON_LOCALHOST =
            cause(
                    "start_on_localhost",
                    "(?:listening|running|started|serving|ready).{0,60}(?:127\\.0\\.0\\.1|localhost|\\[::1\\])",
                    "The app listens on localhost only, where nothing outside its container reaches it.",
                    "Listen on 0.0.0.0.");

    static final List<FailureRule> ALL =
            List.of(
                    cause(
                            "start_port_in_use",
                            "EADDRINUSE|address already in use",
                            "The app opens a port twice.",
                            "Listen only once, on the variable PORT."),
                    cause(
                            "start_port_privileged",
                            "EACCES: permission denied (?:0\\.0\\.0\\.0|::)?:\\d{1,3}\\b|bind\\(\\) to \\S+:\\d{1,3} failed \\(13|listen tcp \\S*:\\d{1,3}: bind: permission denied|could not bind to address .*:(?:80|443)",
                            "The app opens a port below 1024, which only root may do.",
                            "Listen on the variable PORT."),
                    cause(
                            "start_database_login",
                            "password authentication failed for user|Access denied for user|Authentication failed\\.|WRONGPASS|NOAUTH|SASL.*(?:failed|must be a string)|Login failed for user",
                            "The database refused the app's user name or password.",
                            "Compare them with the variables of the project."),
                    cause(
                            "start_database_missing",
                            "database \"(?<what>[^\"]+)\" does not exist|Unknown database '",
                            "The database[ …] does not exist on its server.",
                            "Create it, or correct its name in the project's variables."),
                    cause(
                            "start_tables_missing",
                            "relation \"(?<what>[^\"]+)\" does not exist|no such table|Table '[^']+' doesn't exist|unapplied migration|PendingMigrationError|Migrations are pending",
                            "The app needs tables that are not in its database[: …].",
                            "Run the project's migrations before it starts: put them first in its start command."),
                    cause(
                            "start_database_unreachable",
                            "ECONNREFUSED.*:(?:5432|3306|27017|6379)|(?:connection|connect) to server (?:at|on)|could not connect to server|Can't connect to (?:local )?MySQL|MongoServerSelectionError|MongoNetworkError|Communications link failure|HikariPool.*Exception during pool|PG::ConnectionBad|SequelizeConnection(?:Refused)?Error|psycopg2?\\.OperationalError|Error .* connecting to .*:(?:6379|5432|3306|27017)|PrismaClientInitializationError|P1001|SQLSTATE\\[(?:HY000\\] \\[2002|08006)|dial tcp .*:(?:5432|3306|27017|6379)",
                            "The app's database cannot be reached.",
                            "Check host and port in the project's variables, and that the database takes connections from this host. In a container localhost is the container itself."),
                    cause(
                            "start_variable_missing",
                            "Missing required environment variable:? ?(?<what>[A-Z0-9_]*)|Environment variable not found|Could not resolve placeholder '|Invalid environment variables|KeyError: '[A-Z][A-Z0-9_]+'|The SECRET_KEY setting must not be empty|Missing `secret_key_base`|No application encryption key|environment variable \"?[A-Z0-9_]+\"? (?:is )?(?:not (?:set|defined)|required|missing)|[A-Z][A-Z0-9_]{3,} (?:is not set|must be set|is required|is not defined)|Missing API key|could not fetch environment variable|environment variable [A-Z0-9_]+ is missing",
                            "The app reads a variable that is not set[: …].",
                            "Add the variable to the project and deploy again."),
                    cause(
                            "start_build_missing",
                            "Could not find a production build in the|Could not find the build files|Cannot find module '\\S*/(?:dist|build|\\.output)/|ENOENT.*/(?:dist|build)/(?:index\\.html|server)",
                            "What the build makes is not in the image.",
                            "Check the build command and its output folder in the project's settings."),
                    cause(
                            "start_module_missing",
                            "Cannot find module '(?<what>[^']+)'|Cannot find package '|ModuleNotFoundError: No module named|ClassNotFoundException|NoClassDefFoundError|cannot load such file -- |LoadError|Class \"[^\"]+\" not found",
                            "A module is missing in the image[: …].",
                            "Check that it is a dependency for production and that the build puts it there; mind upper and lower case in file names."),
                    cause(
                            "start_app_object_missing",
                            "Failed to find attribute '(?<what>[^']+)' in|Error loading ASGI app|Failed to find application object|Attribute \"[^\"]+\" not found in module|unable to load app",
                            "The server does not find the app object that it is to serve[: …].",
                            "Set the start command to module:object of your app, such as shop.main:app."),
                    cause(
                            "start_typescript_unbuilt",
                            "Unknown file extension \"\\.tsx?\"|Cannot use import statement outside a module|ERR_UNKNOWN_FILE_EXTENSION",
                            "Node was given sources that it cannot run as they are.",
                            "Build first (tsc) and start the result, or set \"type\": \"module\" in package.json."),
                    cause(
                            "start_jar_without_main",
                            "no main manifest attribute|Unable to access jarfile",
                            "The jar that is started is no program, or is not there.",
                            "Build an executable jar (Spring Boot plugin, shade plugin), or set the start command."),
                    cause(
                            "start_java_version",
                            "UnsupportedClassVersionError|compiled by a more recent version of the Java Runtime",
                            "The classes are made for a newer Java release than the image has.",
                            "Set the Java version of the project to the one it is built with."),
                    cause(
                            "start_dotnet_version",
                            "You must install or update \\.NET to run this application|Framework: 'Microsoft\\.\\S+', version",
                            "The app wants a .NET release that the image does not have.",
                            "Set TargetFramework to the release of the image, or publish self-contained."),
                    cause(
                            "start_library_missing",
                            "error while loading shared libraries: (?<what>[\\w.+-]+)|cannot open shared object file|version `GLIBC_|Error relocating|Error loading shared library|libc\\.musl",
                            "A system library that the app needs is not in the image[: …].",
                            "Build and run on the same base system, or install the library in the Dockerfile."),
                    cause(
                            "start_script_missing",
                            "Missing script: \"?(?<what>[\\w:.-]+)|Couldn't find a script named|ERR_PNPM_NO_SCRIPT|error: Script not found",
                            "package.json has no such script[: …].",
                            "Add the script, or set the start command of the project."),
                    cause(
                            "start_development_server",
                            "\\[nodemon\\]|Starting the development server|webpack-dev-server|This is a development server|Starting development server at|VITE v[\\d.]+ +ready",
                            "The app runs a development server: slow, open, and made to reload.",
                            "Start the production server instead; the detection names one."),
                    cause(
                            "start_read_only",
                            "EROFS|Read-only file system",
                            "The app writes to its own files, which are read-only here.",
                            "Write to /tmp, or switch the read-only root off for the project."),
                    cause(
                            "start_needs_root",
                            "chown.*Operation not permitted|set[gu]id.*Operation not permitted|getpwnam\\(|initgroups",
                            "The image changes users or owners at start, which needs rights that containers do not get here.",
                            "Use its unprivileged variant."),
                    cause(
                            "start_permission_denied",
                            "EACCES|Permission denied",
                            "The app's user may not use a file or folder.",
                            "Give it to that user in the Dockerfile (COPY --chown)."),
                    cause(
                            "start_certificate",
                            "self[- ]signed certificate|certificate verify failed|PKIX path building failed|x509: certificate",
                            "The app does not trust the TLS certificate of a server that it calls.",
                            "Add the certificate authority to the image, or correct the address."),
                    cause(
                            "start_host_unknown",
                            "ENOTFOUND|EAI_AGAIN|getaddrinfo|UnknownHostException|Name or service not known|no such host|could not translate host name",
                            "The app asks for a host whose name is not known.",
                            "Check the host names in the project's variables."),
                    cause(
                            "start_unreachable",
                            "ECONNREFUSED|Connection refused|ETIMEDOUT|Connection timed out",
                            "The app needs something that it cannot reach, perhaps its database.",
                            "Check the addresses in the project's variables."),
                    cause(
                            "start_heap_exhausted",
                            "JavaScript heap out of memory|java\\.lang\\.OutOfMemoryError|^MemoryError",
                            "The app's own heap limit is too small.",
                            "Raise the memory limit and the heap limit."),
                    cause(
                            "start_host_refused",
                            "Invalid HTTP_HOST header|DisallowedHost|Blocked hosts?:|Blocked request\\. This host",
                            "The app refuses the host name under which it is reached.",
                            "Add the host name to its allowed hosts (ALLOWED_HOSTS, config.hosts)."),
                    cause(
                            "start_source_broken",
                            "SyntaxError: |PHP Parse error|IndentationError|NameError: |TypeError: \\S+ is not a function|panic: ",
                            "The app's own code fails while it starts.",
                            "Correct the line that the log names."),
                    ON_LOCALHOST);

    private StartRules() {}
}
