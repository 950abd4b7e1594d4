package dev.autostack.controlplane.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.password4j.BcryptFunction;
import com.password4j.types.Bcrypt;
import dev.autostack.controlplane.access.Role;
import dev.autostack.controlplane.testing.TestServer;
import dev.autostack.controlplane.testing.TestServer.Answer;
import java.net.HttpCookie;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SignInTest {
    private static final String EMAIL = "ada@example.com";
    private static final String PASSWORD = "correct horse battery";

    private final TestServer server = new TestServer();
    private UUID account = new UUID(0, 0);

    @BeforeEach
    void addAccount() {
        Accounts accounts = server.bean(Accounts.class);
        account = accounts.create(EMAIL, "Ada", server.bean(Passwords.class).hash(PASSWORD));
        accounts.join(account, server.bean(LocalOperator.class).team(), Role.OWNER);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theRightPasswordOpensASessionWhateverTheCaseOfTheAddress() {
        Answer session = login(" ADA@example.com ", PASSWORD);

        assertThat(session.status()).as(session.toString()).isEqualTo(200);
        assertThat(server.get("/api/user", session.text("accessToken")).text("id"))
                .isEqualTo(account.toString());
    }

    @Test
    void wrongPasswordsAndUnknownAccountsGetTheSameAnswer() {
        Answer wrong = login(EMAIL, PASSWORD + "x");
        Answer unknown = login("eve@example.com", PASSWORD);

        assertThat(wrong.status()).isEqualTo(401);
        assertThat(unknown.status()).isEqualTo(401);
        assertThat(wrong.text("error.code")).isEqualTo("sign_in_failed");
        assertThat(wrong.text("error.message")).isEqualTo(unknown.text("error.message"));
        assertThat(login(EMAIL, "").status()).isEqualTo(422);
        assertThat(server.post("/api/auth/login", "{}", "").status()).isEqualTo(422);
    }

    @Test
    void nobodySignsInAsTheOperatorOfTheMachine() {
        server.bean(LocalOperator.class).issueKey();

        for (String password : List.of("!", "nobody has this password", "", " ")) {
            assertThat(login(LocalOperator.EMAIL, password).status()).isIn(401, 422);
        }
    }

    @Test
    void disabledAccountsAreRefusedOnEveryWayIn() {
        Answer session = login(EMAIL, PASSWORD);
        server.database().sql("update account set disabled_at = now()").update();

        assertThat(login(EMAIL, PASSWORD).status()).isEqualTo(401);
        assertThat(server.get("/api/user", session.text("accessToken")).status()).isEqualTo(401);
        assertThat(refresh(session.text("refreshToken")).status()).isEqualTo(401);
    }

    @Test
    void aBcryptHashIsAcceptedAndReplaced() {
        String old = BcryptFunction.getInstance(Bcrypt.B, 6).hash(PASSWORD).getResult();
        server.bean(Accounts.class).setPasswordHash(account, old);

        assertThat(login(EMAIL, "something else").status()).isEqualTo(401);
        assertThat(login(EMAIL, PASSWORD).status()).isEqualTo(200);

        assertThat(server.bean(Accounts.class).passwordHash(account))
                .startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(login(EMAIL, PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void tooManyFailuresLockTheSenderOutAcrossRestartsAndHeaders() {
        int tries = SignInLimits.PER_EMAIL_AND_ADDRESS;
        for (int i = 0; i < tries; i++) {
            assertThat(login(EMAIL, "wrong wrong " + i).status()).isEqualTo(401);
            if (i == tries / 2) {
                server.restart();
            }
        }

        Answer locked =
                server.send(
                        server.request("POST", "/api/auth/login", body(EMAIL, PASSWORD), "")
                                .header("X-Forwarded-For", "203.0.113.9")
                                .header("Forwarded", "for=203.0.113.9"));

        assertThat(locked.status()).isEqualTo(429);
        assertThat(locked.text("error.code")).isEqualTo("too_many_attempts");
        assertThat(locked.response().headers().firstValueAsLong("Retry-After").orElse(0))
                .isBetween(600L, 900L);
        assertThat(login("bob@example.com", PASSWORD).status()).isEqualTo(401);
        server.database()
                .sql("update sign_in_failure set at = at - interval '15 minutes'")
                .update();
        assertThat(login(EMAIL, PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void guessesAtTheSameTimeDoNotSlipThroughTogether() throws Exception {
        List<Callable<Integer>> guesses =
                IntStream.range(0, 3 * SignInLimits.PER_EMAIL_AND_ADDRESS)
                        .<Callable<Integer>>mapToObj(
                                n -> () -> login(EMAIL, "wrong wrong " + n).status())
                        .toList();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Integer> statuses =
                    threads.invokeAll(guesses).stream().map(Future::resultNow).toList();

            assertThat(statuses.stream().filter(status -> status == 401).count())
                    .isEqualTo(SignInLimits.PER_EMAIL_AND_ADDRESS);
            assertThat(statuses).containsOnly(401, 429);
        }
    }

    @Test
    void aRefreshTokenWorksOnceAndItsSecondUseEndsTheSession() {
        Answer first = login(EMAIL, PASSWORD);
        Answer second = refresh(first.text("refreshToken"));
        assertThat(second.status()).as(second.toString()).isEqualTo(200);
        assertThat(server.get("/api/user", second.text("accessToken")).status()).isEqualTo(200);

        Answer stolen = refresh(first.text("refreshToken"));

        assertThat(stolen.status()).isEqualTo(401);
        assertThat(stolen.text("error.code")).isEqualTo("session_ended");
        assertThat(server.get("/api/user", second.text("accessToken")).status()).isEqualTo(401);
        assertThat(refresh(second.text("refreshToken")).status()).isEqualTo(401);
        assertThat(refresh("asr_nonsense").status()).isEqualTo(401);
    }

    @Test
    void ofTwoRefreshesAtTheSameTimeAtMostOneIsGranted() throws Exception {
        String token = login(EMAIL, PASSWORD).text("refreshToken");
        List<Callable<Integer>> callers =
                IntStream.range(0, 8)
                        .<Callable<Integer>>mapToObj(n -> () -> refresh(token).status())
                        .toList();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(threads.invokeAll(callers).stream().map(Future::resultNow).toList())
                    .containsOnlyOnce(200);
        }
    }

    @Test
    void browsersWorkWithCookiesAndTheCsrfHeader() {
        Map<String, String> cookies = cookies(login(EMAIL, PASSWORD));
        assertThat(cookies).containsKeys("autostack-access", "autostack-refresh", "autostack-csrf");
        String jar =
                cookies.entrySet().stream()
                        .map(each -> each.getKey() + "=" + each.getValue())
                        .collect(Collectors.joining("; "));

        assertThat(withCookies("GET", "/api/user", jar, null).status()).isEqualTo(200);
        assertThat(withCookies("POST", "/api/auth/refresh", jar, null).text("error.code"))
                .isEqualTo("csrf_token_wrong");
        assertThat(withCookies("POST", "/api/auth/refresh", jar, "x").status()).isEqualTo(403);
        String csrf = cookies.get("autostack-csrf");
        Answer renewed = withCookies("POST", "/api/auth/refresh", jar, csrf);
        assertThat(renewed.status()).as(renewed.toString()).isEqualTo(200);
        assertThat(cookies(renewed)).containsEntry("autostack-csrf", csrf);
        assertThat(withCookies("POST", "/api/auth/logout", jar, null).status()).isEqualTo(403);
        Answer out = withCookies("POST", "/api/auth/logout", jar, csrf);
        assertThat(out.status()).isEqualTo(204);
        assertThat(out.response().headers().allValues("set-cookie"))
                .hasSize(3)
                .allMatch(cookie -> cookie.contains("Max-Age=0"));
        assertThat(server.get("/api/user", renewed.text("accessToken")).status()).isEqualTo(401);
    }

    @Test
    void programsSignOutWithTheirAccessToken() {
        Answer session = login(EMAIL, PASSWORD);

        assertThat(server.post("/api/auth/logout", "{}", session.text("accessToken")).status())
                .isEqualTo(204);

        assertThat(server.get("/api/user", session.text("accessToken")).status()).isEqualTo(401);
        assertThat(refresh(session.text("refreshToken")).status()).isEqualTo(401);
        assertThat(server.post("/api/auth/logout", "{}", "").status()).isEqualTo(204);
    }

    @Test
    void peopleSeeAndEndTheirSessions() {
        Answer here = login(EMAIL, PASSWORD);
        Answer there = login(EMAIL, PASSWORD);
        String token = here.text("accessToken");

        Answer list = server.get("/api/user/sessions", token);
        assertThat(list.at("items").size()).isEqualTo(2);
        int other = list.text("items.0.current").equals("true") ? 1 : 0;
        String id = list.text("items." + other + ".id");

        assertThat(server.delete("/api/user/sessions/" + id, token).status()).isEqualTo(204);
        assertThat(server.get("/api/user", there.text("accessToken")).status()).isEqualTo(401);
        assertThat(server.get("/api/user", token).status()).isEqualTo(200);
        assertThat(server.delete("/api/user/sessions/" + id, token).status()).isEqualTo(404);
        assertThat(server.delete("/api/user/sessions/" + UUID.randomUUID(), token).status())
                .isEqualTo(404);
    }

    @Test
    void aNewPasswordEndsAllOtherSessionsAndKeys() {
        Answer here = login(EMAIL, PASSWORD);
        Answer there = login(EMAIL, PASSWORD);
        String token = here.text("accessToken");
        assertThat(change(token, "wrong wrong wrong", "a new long password").status())
                .isEqualTo(422);
        assertThat(change(token, PASSWORD, "short").text("error.details.password"))
                .contains("at least 12");

        assertThat(change(token, PASSWORD, "a new long password").status()).isEqualTo(204);

        assertThat(server.get("/api/user", token).status()).isEqualTo(200);
        assertThat(server.get("/api/user", there.text("accessToken")).status()).isEqualTo(401);
        assertThat(refresh(there.text("refreshToken")).status()).isEqualTo(401);
        assertThat(login(EMAIL, PASSWORD).status()).isEqualTo(401);
        assertThat(login(EMAIL, "a new long password").status()).isEqualTo(200);
    }

    @Test
    void passwordsKeepEveryCharacter() {
        String odd = "pässwörd \\\"'$; -- 🚀  x";
        String token = login(EMAIL, PASSWORD).text("accessToken");

        assertThat(change(token, PASSWORD, odd.replace("\\\"", "\\\\\\\"")).status())
                .isEqualTo(204);

        assertThat(login(EMAIL, odd.replace("\\\"", "\\\\\\\"")).status()).isEqualTo(200);
    }

    private Answer login(String email, String password) {
        return server.post("/api/auth/login", body(email, password), "");
    }

    private static String body(String email, String password) {
        return "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, password);
    }

    private Answer refresh(String token) {
        return server.post("/api/auth/refresh", "{\"refreshToken\":\"" + token + "\"}", "");
    }

    private Answer change(String token, String current, String wanted) {
        return server.post(
                "/api/user/password",
                "{\"currentPassword\":\"%s\",\"password\":\"%s\"}".formatted(current, wanted),
                token);
    }

    private Answer withCookies(String method, String path, String jar, @Nullable String csrf) {
        var request = server.request(method, path, method.equals("GET") ? null : "{}", "");
        request.header("Cookie", jar);
        if (csrf != null) {
            request.header("X-CSRF-Token", csrf);
        }
        return server.send(request);
    }

    private static Map<String, String> cookies(Answer answer) {
        return answer.response().headers().allValues("set-cookie").stream()
                .flatMap(line -> HttpCookie.parse(line).stream())
                .collect(Collectors.toMap(HttpCookie::getName, HttpCookie::getValue));
    }
}
