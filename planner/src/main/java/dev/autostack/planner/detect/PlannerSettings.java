package dev.autostack.planner.detect;

/**
 * The operator's settings, the same for all plans.
 *
 * @param registryPrefix put before every base image, with its trailing slash; "" for none. For
 *     closed networks with a mirror.
 * @param extraCa true when the build gets a secret named {@link #EXTRA_CA_SECRET} with further CA
 *     certificates in PEM; every step that uses the network then trusts them
 * @param cacheScope separates cache mounts: equal scope, shared cache; "" for one cache
 */
public record PlannerSettings(String registryPrefix, boolean extraCa, String cacheScope) {
    public static final String EXTRA_CA_SECRET = "autostack-ca";

    public static PlannerSettings defaults() {
        return new PlannerSettings("", false, "");
    }

    public PlannerSettings withCacheScope(String scope) {
        return new PlannerSettings(registryPrefix, extraCa, scope);
    }

    /** The name under which a base image is pulled. */
    public String image(String name) {
        return registryPrefix + name;
    }
}
