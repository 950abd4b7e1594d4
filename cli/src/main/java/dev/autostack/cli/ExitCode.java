package dev.autostack.cli;

/** Exit codes that scripts may rely on; 0 is success, 2 a usage error (picocli). */
final class ExitCode {
    static final int GENERAL = 1;
    static final int NOT_SIGNED_IN = 3;
    static final int NOT_FOUND = 4;
    static final int CONFLICT = 5;
    static final int DEPLOYMENT_FAILED = 6;
    static final int TIMEOUT = 7;
    static final int NETWORK = 8;

    private ExitCode() {}
}
