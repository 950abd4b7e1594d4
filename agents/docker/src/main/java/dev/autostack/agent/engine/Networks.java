package dev.autostack.agent.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Calls about bridge networks. */
public final class Networks {
    private final EngineApi api;

    Networks(EngineApi api) {
        this.api = api;
    }

    public List<NetworkSummary> list(String label, String value) {
        String filters = api.labelFilter(label, value);
        return Arrays.asList(
                api.read(
                        api.call(
                                "list networks",
                                "GET",
                                "/networks?filters=" + filters,
                                null,
                                EngineApi.QUICK),
                        NetworkSummary[].class));
    }

    /** Creates a bridge network with this subnet and returns its id. */
    public String create(String name, String subnet, Map<String, String> labels) {
        var network =
                new Wire.Network(
                        name,
                        "bridge",
                        true,
                        new Wire.Ipam(List.of(new Wire.Subnet(subnet))),
                        labels);
        return api.read(
                        api.call(
                                "create network",
                                "POST",
                                "/networks/create",
                                api.bytes(network),
                                EngineApi.CREATE),
                        Wire.Created.class)
                .id();
    }

    /** Removes a network; one that is gone is fine. */
    public void remove(String networkId) {
        EngineApi.ignoreMissing(() ->
                api.call(
                        "remove network",
                        "DELETE",
                        "/networks/" + EngineApi.encode(networkId),
                        null,
                        EngineApi.CREATE));
    }

    public void connect(String networkId, String containerId) {
        api.call(
                "connect network",
                "POST",
                "/networks/" + EngineApi.encode(networkId) + "/connect",
                api.bytes(new Wire.Connect(containerId)),
                EngineApi.CREATE);
    }
}
