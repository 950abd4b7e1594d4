package dev.autostack.edge.proxy;

import dev.autostack.edge.config.EdgeConfig.Tls;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;

/**
 * What the edge proves itself with: a certificate chain and its private key, as they stand in two
 * PEM files. That the key fits was checked.
 */
final class TlsIdentity {
    private final byte[] certificatePem;
    private final byte[] keyPem;
    private final X509Certificate certificate;

    private TlsIdentity(byte[] certificatePem, byte[] keyPem, X509Certificate certificate) {
        this.certificatePem = certificatePem;
        this.keyPem = keyPem;
        this.certificate = certificate;
    }

    /** Why two files make no identity; the message is for people. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        private Unusable(String message, Throwable cause) {
            super(message, cause);
        }

        private Unusable(String message) {
            super(message);
        }
    }

    /**
     * @throws Unusable when a file cannot be read, is not PEM, or the key is not the certificate's
     */
    static TlsIdentity read(Tls files, Vertx vertx) throws Unusable {
        try {
            byte[] certificatePem = Files.readAllBytes(files.certificate());
            byte[] keyPem = Files.readAllBytes(files.key());
            for (KeyManager manager :
                    options(certificatePem, keyPem).getKeyManagerFactory(vertx).getKeyManagers()) {
                if (manager instanceof X509KeyManager pairs) {
                    return new TlsIdentity(certificatePem, keyPem, checked(pairs, files));
                }
            }
            throw new Unusable("There is no key in " + files.key());
        } catch (Unusable e) {
            throw e;
        } catch (IOException | GeneralSecurityException e) {
            throw new Unusable("The TLS files cannot be used: " + e, e);
        } catch (Exception e) {
            // Declared as such by the library, which parses the files.
            throw new Unusable("The TLS files cannot be understood: " + e.getMessage(), e);
        }
    }

    private static X509Certificate checked(X509KeyManager pairs, Tls files)
            throws Unusable, GeneralSecurityException {
        for (String type : List.of("EC", "RSA", "EdDSA")) {
            String[] aliases = pairs.getServerAliases(type, null);
            if (aliases != null && aliases.length > 0) {
                X509Certificate certificate = pairs.getCertificateChain(aliases[0])[0];
                if (!fits(pairs.getPrivateKey(aliases[0]), certificate)) {
                    throw new Unusable(
                            files.key()
                                    + " is not the key of the certificate in "
                                    + files.certificate());
                }
                return certificate;
            }
        }
        throw new Unusable("The kind of key in " + files.key() + " is not supported.");
    }

    private static boolean fits(PrivateKey key, X509Certificate certificate)
            throws GeneralSecurityException {
        String kind = certificate.getPublicKey().getAlgorithm();
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "EC" -> "SHA256withECDSA";
                    case "RSA" -> "SHA256withRSA";
                    default -> key.getAlgorithm();
                };
        if (!kind.equals(key.getAlgorithm())) {
            return false;
        }
        byte[] proof = {1, 2, 3};
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(proof);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(proof);
        return signature.verify(signed);
    }

    private static PemKeyCertOptions options(byte[] certificatePem, byte[] keyPem) {
        return new PemKeyCertOptions()
                .setCertValue(Buffer.buffer(certificatePem))
                .setKeyValue(Buffer.buffer(keyPem));
    }

    PemKeyCertOptions options() {
        return options(certificatePem, keyPem);
    }

    /** Until when clients take it. */
    Instant notAfter() {
        return certificate.getNotAfter().toInstant();
    }

    boolean isSameAs(TlsIdentity other) {
        return Arrays.equals(certificatePem, other.certificatePem)
                && Arrays.equals(keyPem, other.keyPem);
    }
}
