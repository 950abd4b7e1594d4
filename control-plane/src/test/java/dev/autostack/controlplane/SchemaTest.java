package dev.autostack.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.controlplane.testing.TestDatabase;
import io.micronaut.context.ApplicationContext;
import java.sql.ResultSet;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class SchemaTest {
    @Test
    void anEmptyDatabaseIsMigratedAtStart() throws Exception {
        try (var context = ApplicationContext.run(TestDatabase.fresh());
                var connection = context.getBean(DataSource.class).getConnection();
                var statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "select count(*) from pg_indexes where indexname = 'deployment_one_live'")) {
            rows.next();

            assertThat(rows.getInt(1)).isEqualTo(1);
        }
    }
}
