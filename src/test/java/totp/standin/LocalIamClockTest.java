package totp.standin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkGlobalTime;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.ListUsersResponse;

/** The server's time against the machine's: here the clocks run, for the SDK signs by the real one. */
final class LocalIamClockTest {
    /** What one client learns of the server's time all later ones begin with: the SDK keeps it for the whole process. */
    @AfterEach
    void forget() {
        SdkGlobalTime.setGlobalTimeOffset(0);
    }

    @ParameterizedTest
    @CsvSource({
        "3600, Signature expired:",
        "-3600, Signature not yet current:",
        "330, Signature expired:",
        "-330, Signature not yet current:"
    })
    void moreThanFiveMinutesOff(long seconds, String message) throws IOException {
        try (LocalIam server = LocalIam.builder().start()) {
            server.clock().setOffset(Duration.ofSeconds(seconds));
            AccessKey key = server.account().addKey(server.account().addUser("alice"));
            try (IamClient iam = SdkClients.iam(server, key)) {
                IamException refused = assertThrows(IamException.class, iam::listUsers);
                assertEquals("SignatureDoesNotMatch", refused.awsErrorDetails().errorCode());
                assertEquals(403, refused.statusCode());
                assertTrue(
                        refused.awsErrorDetails().errorMessage().startsWith(message),
                        refused.awsErrorDetails().errorMessage());
            }
        }
    }

    /** The SDK finds the time in the Date of the refusal, signs anew, and so gets through. */
    @ParameterizedTest
    @ValueSource(longs = {3600, -7200})
    void theSdkCorrectsItself(long seconds) throws IOException {
        try (LocalIam server = LocalIam.builder().start()) {
            server.clock().setOffset(Duration.ofSeconds(seconds));
            AccessKey key = server.account().addKey(server.account().addUser("alice"));
            try (IamClient iam = SdkClients.retryingIam(server, key)) {
                assertEquals(1, iam.listUsers().users().size());
            }
            try (IamClient another = SdkClients.iam(server, key)) {
                assertEquals(1, another.listUsers().users().size());
            }
            assertEquals(
                    List.of("SignatureDoesNotMatch", "", ""),
                    server.log().all().stream().map(CallLog.Call::error).toList());
        }
    }

    /** No error and no warning: only the Date shows it. */
    @ParameterizedTest
    @ValueSource(longs = {0, 100, -100, 240})
    void lessThanFiveMinutesOff(long seconds) throws IOException {
        try (LocalIam server = LocalIam.builder().start()) {
            server.clock().setOffset(Duration.ofSeconds(seconds));
            AccessKey key = server.account().addKey(server.account().addUser("alice"));
            try (IamClient iam = SdkClients.iam(server, key)) {
                ListUsersResponse answer = iam.listUsers();
                String date =
                        answer.sdkHttpResponse().firstMatchingHeader("Date").orElseThrow();
                Instant told = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
                long off = Duration.between(Instant.now(), told).toSeconds();
                assertTrue(Math.abs(off - seconds) <= 10, "Date is " + off + " seconds off");
            }
        }
    }

    /** Answers that are hours off do not stop those who say that it does not matter. */
    @Test
    void timeUnchecked() throws IOException {
        try (Bench bench = new Bench()) {
            bench.server.clock().setOffset(Duration.ofDays(-3650));
            assertEquals(1, bench.iam.listUsers().users().size());
        }
    }
}
