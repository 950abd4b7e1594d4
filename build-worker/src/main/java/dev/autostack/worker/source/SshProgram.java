package dev.autostack.worker.source;

import dev.autostack.protocol.GitCredential;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * What git starts as GIT_SSH. ssh takes a configuration file only as an argument and git gives it
 * none, and GIT_SSH_COMMAND would go through a shell. So the configuration file is the program: its
 * first line, a comment to ssh, makes the kernel run {@code ssh -F <this file> <git's arguments>}.
 */
record SshProgram(Path file) {

    /**
     * Writes the files into {@code folder}.
     *
     * @param ssh the ssh program
     * @param knownHosts the project's known hosts: a new host is taken in, a changed key refused
     */
    static SshProgram write(Path folder, Path ssh, Remote remote, Path knownHosts) {
        try {
            Files.createDirectories(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            Files.createDirectories(knownHosts.getParent());
            Path key = null;
            GitCredential credential = remote.credential();
            if (credential != null && credential.kind() == GitCredential.Kind.SSH_KEY) {
                key = folder.resolve("key");
                writeNew(key, "rw-------", privateKey(credential.value()));
            }
            Path program = folder.resolve("ssh");
            writeNew(program, "rwx------", configuration(ssh, remote, key, knownHosts));
            return new SshProgram(program);
        } catch (IOException e) {
            throw new UncheckedIOException("The ssh settings cannot be written", e);
        }
    }

    /** ssh_config(5). Each value is ours or passed {@code GitUrl}'s allow-list. */
    static String configuration(Path ssh, Remote remote, @Nullable Path key, Path knownHosts) {
        String alias =
                remote.url().port() < 0
                        ? remote.url().host()
                        : "[" + remote.url().host() + "]:" + remote.url().port();
        return String.join(
                        "\n",
                        "#!" + ssh + " -F",
                        "Host *",
                        "HostName " + remote.address().getHostAddress(),
                        "HostKeyAlias " + alias,
                        "UserKnownHostsFile \"" + knownHosts + "\"",
                        "StrictHostKeyChecking accept-new",
                        "HashKnownHosts no",
                        "CheckHostIP no",
                        "UpdateHostKeys no",
                        "BatchMode yes",
                        "NumberOfPasswordPrompts 0",
                        "PreferredAuthentications publickey",
                        "IdentitiesOnly yes",
                        "IdentityAgent none",
                        "IdentityFile " + (key == null ? "none" : "\"" + key + "\""),
                        "CanonicalizeHostname no",
                        "ClearAllForwardings yes",
                        "ForwardAgent no",
                        "ForwardX11 no",
                        "PermitLocalCommand no",
                        "ProxyCommand none",
                        "ControlMaster no",
                        "ControlPath none",
                        "RequestTTY no",
                        "ConnectTimeout 15",
                        "ServerAliveInterval 10",
                        "ServerAliveCountMax 3",
                        "LogLevel ERROR")
                + "\n";
    }

    /** OpenSSH wants LF and a line end after the last line. */
    private static String privateKey(String pasted) {
        return pasted.replace("\r\n", "\n").strip() + "\n";
    }

    private static void writeNew(Path file, String mode, String text) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(
                file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
