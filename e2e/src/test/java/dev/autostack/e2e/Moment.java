package dev.autostack.e2e;

/** A point in the life of a deployment at which a {@link Hold} can keep it. */
enum Moment {
    CLAIM("claiming", true),
    CLONE("cloning", true),
    BUILD("building", true),
    PUSH("pushing", true),
    CREATE("the container is created", false),
    START("the container starts", false),
    HEALTH("health is probed", false),
    SWITCH("the route switches", false),
    DRAIN("the old instance drains", false);

    private final String words;
    private final boolean ofBuild;

    Moment(String words, boolean ofBuild) {
        this.words = words;
        this.ofBuild = ofBuild;
    }

    /** Whether a worker has the deployment in hand then. */
    boolean isOfBuild() {
        return ofBuild;
    }

    @Override
    public String toString() {
        return words;
    }
}
