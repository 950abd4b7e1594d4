package dev.autostack.controlplane.seal;

import io.micronaut.context.annotation.ConfigurationProperties;
import java.nio.file.Path;

/** {@code autostack.seal.key-file}: made at the first start, mode 0600. Keep a copy elsewhere. */
@ConfigurationProperties("autostack.seal")
record SealConfiguration(Path keyFile) {}
