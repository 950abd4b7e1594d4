package dev.autostack.agent.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ListeningTest {
    @Test
    void listeningSocketsAreReadFromBothTables() {
        List<Listening.Socket> sockets =
                Listening.parse(
                        List.of(
                                "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when",
                                "   0: 00000000:0BB8 00000000:0000 0A 00000000:00000000 00:00000000",
                                "   1: 0100007F:0FA0 00000000:0000 0A 00000000:00000000 00:00000000",
                                "   2: 0B00007F:9C41 00000000:0000 0A 00000000:00000000 00:00000000",
                                "   3: 020011AC:0BB8 010011AC:A3F2 01 00000000:00000000 00:00000000",
                                "   4: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 0",
                                "   5: 00000000000000000000000001000000:1F91 00000000000000000000000000000000:0000 0A 0"));

        assertThat(sockets)
                .extracting(Listening.Socket::port)
                .containsExactly(3000, 4000, 8080, 8081);
        assertThat(sockets)
                .extracting(Listening.Socket::open)
                .containsExactly(true, false, true, false);
    }
}
