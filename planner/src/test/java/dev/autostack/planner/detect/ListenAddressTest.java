package dev.autostack.planner.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {
    @ParameterizedTest
    @CsvSource({
        "http-server -a localhost -p 8000 ./app, http-server -a 0.0.0.0 -p 8000 ./app",
        "gunicorn -b 127.0.0.1:8000 shop.wsgi, gunicorn -b 0.0.0.0:8000 shop.wsgi",
        "uvicorn main:app --host=127.0.0.1, uvicorn main:app --host=0.0.0.0",
        "node seed.js && vite preview --host localhost, node seed.js && vite preview --host 0.0.0.0"
    })
    void aServerOnTheLoopbackAddressListensEverywhere(String written, String started) {
        assertThat(ListenAddress.everywhere(written)).isEqualTo(started);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql -h 127.0.0.1 < schema.sql && node server.js",
                "uvicorn main:app --host 0.0.0.0",
                "node server.js --database-host localhost",
                "serve -s build"
            })
    void otherCommandsStayAsTheyAre(String command) {
        assertThat(ListenAddress.everywhere(command)).isEqualTo(command);
    }
}
