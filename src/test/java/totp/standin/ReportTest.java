package totp.standin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.CredentialReportExpiredException;
import software.amazon.awssdk.services.iam.model.CredentialReportNotPresentException;
import software.amazon.awssdk.services.iam.model.CredentialReportNotReadyException;
import software.amazon.awssdk.services.iam.model.GetCredentialReportResponse;
import software.amazon.awssdk.services.iam.model.ReportFormatType;
import software.amazon.awssdk.services.iam.model.ReportStateType;

/** The credential report: when there is one, and what is in it. */
final class ReportTest {
    private final Bench bench = new Bench();
    private final Account account = bench.server.account();
    private final IamClient iam = bench.iam;

    @AfterEach
    void stop() throws IOException {
        bench.close();
    }

    @Test
    void fromNothingToExpired() {
        status(410, CredentialReportNotPresentException.class, iam::getCredentialReport);
        assertEquals(ReportStateType.STARTED, iam.generateCredentialReport().state());
        status(404, CredentialReportNotReadyException.class, iam::getCredentialReport);
        assertEquals(ReportStateType.COMPLETE, iam.generateCredentialReport().state());
        GetCredentialReportResponse report = iam.getCredentialReport();
        assertEquals(ReportFormatType.TEXT_CSV, report.reportFormat());
        assertEquals(Bench.NOW, report.generatedTime());
        bench.server.clock().setOffset(Duration.ofHours(4));
        assertEquals(ReportStateType.COMPLETE, iam.generateCredentialReport().state());
        bench.server.clock().setOffset(Duration.ofHours(4).plusSeconds(1));
        status(410, CredentialReportExpiredException.class, iam::getCredentialReport);
        assertEquals(ReportStateType.STARTED, iam.generateCredentialReport().state());
        assertEquals(ReportStateType.INPROGRESS, iam.generateCredentialReport().state());
        assertEquals(
                Bench.NOW.plus(Duration.ofHours(4)).plusSeconds(1),
                iam.getCredentialReport().generatedTime());
    }

    @Test
    void makingTakesTimeByTheClock() {
        account.report().setLag(Lag.of(Duration.ofSeconds(3)));
        iam.generateCredentialReport();
        assertEquals(ReportStateType.INPROGRESS, iam.generateCredentialReport().state());
        bench.server.clock().setOffset(Duration.ofSeconds(3));
        iam.getCredentialReport();
    }

    /** What happens after it was taken is not in it: that is why findings have to be confirmed. */
    @Test
    void aReportIsOfItsMoment() {
        account.report().putTaken(Duration.ofHours(3));
        account.addUser("bob");
        account.devices().putVirtual(bench.alice, "phone");
        assertFalse(csv().contains("bob"));
        assertEquals("false", row("alice").get("mfa_active"));
        assertEquals(
                Bench.NOW.minus(Duration.ofHours(3)), iam.getCredentialReport().generatedTime());
    }

    @Test
    void columnsAndTheirValues() {
        Instant then = Bench.NOW.minus(Duration.ofDays(30));
        account.keys().setAge(bench.key, Duration.ofDays(401));
        account.keys().setUsed(bench.key, new Keys.Use(then, "s3", "eu-central-1"));
        Principal bob = account.addUser("bob");
        bob.setPassword(LoginProfile.since(then));
        account.devices().putVirtual(bob, "phone");
        AccessKey inactive = account.addKey(bob, Duration.ofDays(30));
        account.keys().setActive(inactive, false);
        account.report().putTaken(Duration.ZERO);

        String header = csv().lines().findFirst().orElseThrow();
        assertEquals(22, header.split(",", -1).length);
        assertTrue(header.startsWith("user,arn,user_creation_time,password_enabled,password_last_used,"), header);
        assertTrue(header.endsWith(",cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated"), header);
        assertFalse(csv().endsWith("\n"));

        Map<String, String> alice = row("alice");
        assertEquals("false", alice.get("password_enabled"));
        assertEquals("N/A", alice.get("password_last_used"));
        assertEquals("true", alice.get("access_key_1_active"));
        assertEquals("2025-10-18T12:00:10Z", alice.get("access_key_1_last_rotated"));
        assertEquals("2026-10-24T12:00:10Z", alice.get("access_key_1_last_used_date"));
        assertEquals("eu-central-1", alice.get("access_key_1_last_used_region"));
        assertEquals("s3", alice.get("access_key_1_last_used_service"));
        assertEquals("false", alice.get("access_key_2_active"));
        assertEquals("N/A", alice.get("access_key_2_last_rotated"));

        Map<String, String> other = row("bob");
        assertEquals("true", other.get("password_enabled"));
        assertEquals("no_information", other.get("password_last_used"));
        assertEquals("2026-10-24T12:00:10Z", other.get("password_last_changed"));
        assertEquals("N/A", other.get("password_next_rotation"));
        assertEquals("true", other.get("mfa_active"));
        assertEquals("false", other.get("access_key_1_active"));
        assertEquals("2026-10-24T12:00:10Z", other.get("access_key_1_last_rotated"));
        assertEquals("N/A", other.get("access_key_1_last_used_date"));
    }

    @Test
    void rootComesFirst() {
        account.setPasswordPolicy(new PasswordPolicy(14, 90, 24, true));
        bench.alice.setPassword(LoginProfile.since(Bench.NOW).usedAt(Bench.NOW));
        account.report().putTaken(Duration.ZERO);
        assertTrue(csv().lines().toList().get(1).startsWith("<root_account>,arn:aws:iam::123456789012:root,"), csv());
        Map<String, String> root = row("<root_account>");
        assertEquals("true", root.get("password_enabled"));
        assertEquals("not_supported", root.get("password_next_rotation"));
        assertEquals("2027-02-21T12:00:10Z", row("alice").get("password_next_rotation"));
        assertEquals("2026-11-23T12:00:10Z", row("alice").get("password_last_used"));
    }

    @Test
    void aNameWithACommaIsQuoted() {
        account.addUser("doe,jane");
        account.report().putTaken(Duration.ZERO);
        assertTrue(csv().contains("\n\"doe,jane\",\"arn:aws:iam::123456789012:user/doe,jane\",2026-"), csv());
    }

    @Test
    void whoMayNotIsTold() {
        bench.alice.setPolicies();
        AwsServiceException refused = assertThrows(AwsServiceException.class, iam::generateCredentialReport);
        assertTrue(
                refused.getMessage()
                        .contains("is not authorized to perform: iam:GenerateCredentialReport on resource: * because no"
                                + " identity-based policy allows the iam:GenerateCredentialReport action"),
                refused.getMessage());
    }

    private String csv() {
        return iam.getCredentialReport().content().asUtf8String();
    }

    private Map<String, String> row(String user) {
        List<List<String>> rows =
                csv().lines().map(line -> Arrays.asList(line.split(",", -1))).toList();
        List<String> found =
                rows.stream().filter(row -> row.get(0).equals(user)).findFirst().orElseThrow();
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i < found.size(); i++) {
            fields.put(rows.get(0).get(i), found.get(i));
        }
        return fields;
    }

    private static void status(int status, Class<? extends AwsServiceException> type, Executable call) {
        assertEquals(status, assertThrows(type, call).statusCode());
    }
}
