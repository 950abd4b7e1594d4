package dev.autostack.agent;

import static dev.autostack.agent.testing.Asking.get;
import static dev.autostack.agent.testing.Asking.inspect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.autostack.agent.testing.RunningAgent;
import dev.autostack.agent.testing.Sample;
import dev.autostack.protocol.InstanceState;
import dev.autostack.protocol.MetricSample;
import dev.autostack.protocol.ObservedInstance;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a container is given, what it may do and what it uses. */
class ContainerTest {
    @TempDir private Path data;

    @Test
    void environmentsCannotReachEachOthersNetworkButNeighboursCan() throws Exception {
        try (var running = RunningAgent.started(data)) {
            String asks =
                    "const net=require('net');require('http').createServer((q,s)=>{"
                            + "const [h,p]=q.url.slice(1).split(':');if(!p)return s.end('ok');"
                            + "const c=net.connect({host:h,port:+p,timeout:4000});"
                            + "c.on('connect',()=>s.end('reached'));c.on('error',e=>s.end('no '+e.code));"
                            + "c.on('timeout',()=>{c.destroy();s.end('no timeout')});"
                            + "}).listen(process.env.PORT)";
            Sample one = Sample.node(asks);
            Sample neighbour = one.sibling(1).name("neighbour");
            Sample foreign = Sample.node(asks);
            running.want(one, neighbour, foreign);
            ObservedInstance asking = running.awaitState(one, InstanceState.HEALTHY);
            ObservedInstance beside = running.awaitState(neighbour, InstanceState.HEALTHY);
            ObservedInstance away = running.awaitState(foreign, InstanceState.HEALTHY);

            assertThat(get(asking, address(running, beside) + ":3000")).isEqualTo("reached");
            assertThat(get(asking, "neighbour:3000")).isEqualTo("reached");
            assertThat(get(asking, address(running, away) + ":3000")).startsWith("no ");
            assertThat(running.networks()).hasSize(2);
        }
    }

    @Test
    void anInstanceIsConfinedAsTheRulesSay() throws Exception {
        try (var running = RunningAgent.started(data)) {
            Sample app =
                    Sample.node(
                            "const fs=require('fs');let root='ro';try{fs.writeFileSync('/x','');root='rw'}catch{}"
                                    + "fs.writeFileSync('/tmp/x','');"
                                    + "const status=fs.readFileSync('/proc/self/status','utf8');"
                                    + "const pick=n=>status.match(new RegExp(n+':\\\\s*(\\\\S+)'))[1];"
                                    + "require('http').createServer((q,s)=>s.end([root,pick('CapEff'),"
                                    + "pick('CapBnd'),pick('NoNewPrivs'),pick('Seccomp')].join(' ')))"
                                    + ".listen(process.env.PORT)");
            running.want(app);
            ObservedInstance healthy = running.awaitState(app, InstanceState.HEALTHY);

            assertThat(get(healthy, "")).isEqualTo("ro 0000000000000000 0000000000000000 1 2");
        }
    }

    @Test
    void valuesOfAnyShapeReachTheContainerByteForByte() throws Exception {
        try (var running = RunningAgent.started(data)) {
            var values =
                    Map.of(
                            "A", "quote \" ' ` $HOME $(id) ; | & \\ end",
                            "B", "two\nlines\n",
                            "C", "-leading --dash",
                            "D", "ünï ☃ 😀 \u202e",
                            "E", "",
                            "F", "=a=b=");
            Sample app =
                    Sample.node(
                                    "require('http').createServer((q,s)=>s.end(JSON.stringify("
                                            + "[process.env.A,process.env.B,process.env.C,process.env.D,"
                                            + "process.env.E,process.env.F,process.argv.slice(1)])))"
                                            + ".listen(process.env.PORT)")
                            .variables(values);
            String script = app.instance().command().get(2);
            app = app.command("node", "-e", script, "--", "-x", "a \"b\" $c\n;", "ü");
            running.want(app);
            ObservedInstance healthy = running.awaitState(app, InstanceState.HEALTHY);

            assertThat(get(healthy, ""))
                    .isEqualTo(
                            "[\"quote \\\" ' ` $HOME $(id) ; | & \\\\ end\",\"two\\nlines\\n\","
                                    + "\"-leading --dash\",\"ünï ☃ 😀 \u202e\",\"\",\"=a=b=\","
                                    + "[\"-x\",\"a \\\"b\\\" $c\\n;\",\"ü\"]]");
        }
    }

    @Test
    void samplesTellWhatAnInstanceUses() throws Exception {
        try (var running = RunningAgent.started(data)) {
            Sample busy =
                    Sample.node(
                            "setInterval(()=>{const e=Date.now()+50;while(Date.now()<e);},100);"
                                    + Sample.SERVER);
            running.want(busy);
            running.awaitState(busy, InstanceState.HEALTHY);
            await().until(() -> running.controlPlane().samples().size() >= 2);

            MetricSample sample = running.controlPlane().samples().getLast();
            assertThat(sample.instanceId()).isEqualTo(busy.id());
            assertThat(sample.cpuPercent()).isBetween(0.1, 110.0);
            assertThat(sample.memoryBytes()).isBetween(10L << 20, 128L << 20);
            assertThat(sample.memoryLimitBytes()).isEqualTo(128L << 20);
            assertThat(sample.pids()).isPositive();
            assertThat(sample.networkInBytes()).isPositive();
        }
    }

    private static String address(RunningAgent running, ObservedInstance instance) {
        return Objects.requireNonNull(inspect(running, instance).address());
    }
}
