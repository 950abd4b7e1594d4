package dev.autostack.agent.link;

import dev.autostack.protocol.EnrolmentGrant;
import dev.autostack.protocol.EnrolmentKind;
import dev.autostack.protocol.EnrolmentRequest;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns a one-time token into a credential of this agent's own, once. */
public final class Enrolment {
    private static final Logger LOG = LoggerFactory.getLogger(Enrolment.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final ControlPlane controlPlane;
    private final PrivateFile file;

    public Enrolment(ControlPlane controlPlane, PrivateFile file) {
        this.controlPlane = controlPlane;
        this.file = file;
    }

    /**
     * The credential on disk, or a new one for {@code token}. Waits while the control plane is not
     * reachable.
     *
     * @throws IOException when there is neither, when the token is refused, or when the file cannot
     *     be read or written
     */
    public Credential credential(@Nullable String token, String name, String version)
            throws IOException, InterruptedException {
        Credential known = file.read(Credential.class).orElse(null);
        if (known == null) {
            if (token == null) {
                throw new IOException(
                        "This agent is not enrolled: "
                                + file.path()
                                + " is missing and no enrolment token was given. Create a token and"
                                + " pass it as AUTOSTACK_ENROLMENT_TOKEN.");
            }
            known = redeem(new EnrolmentRequest(token, EnrolmentKind.AGENT, name, version));
            file.write(known);
        }
        controlPlane.authenticate(known.secret());
        return known;
    }

    private Credential redeem(EnrolmentRequest request) throws IOException, InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                EnrolmentGrant grant = controlPlane.redeem(request);
                return new Credential(grant.id(), grant.hostId(), grant.credential());
            } catch (LinkProblem.Refused e) {
                if (e.status() < 500) {
                    throw e;
                }
                LOG.warn("enrolment: {}", e.getMessage());
            } catch (LinkProblem.Unreachable e) {
                LOG.warn("enrolment: {}", e.getMessage());
            }
            Thread.sleep(pause);
            pause =
                    pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
                            ? LONGEST_PAUSE
                            : pause.multipliedBy(2);
        }
    }
}
