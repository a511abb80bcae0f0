package totp.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The report as the IAM User Guide describes it: 22 columns, and texts that stand for no time. */
final class CredentialReportTest {
    private static final String HEADER = "user,arn,user_creation_time,password_enabled,password_last_used,"
            + "password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,"
            + "access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,"
            + "access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,"
            + "access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated";
    private static final String ROOT = "<root_account>,arn:aws:iam::123456789012:root,2015-01-01T00:00:00+00:00,"
            + "not_supported,2024-05-06T07:08:09+00:00,not_supported,not_supported,false,true,2024-12-11T15:00:05+00:00,"
            + "N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A";
    private static final String BOB = "bob,arn:aws:iam::123456789012:user/bob,2020-01-01T00:00:00+00:00,true,"
            + "no_information,2021-01-01T00:00:00+00:00,N/A,true,false,2020-02-01T00:00:00Z,"
            + "2020-03-01T00:00:00+00:00,eu-west-1,s3,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A";

    @Test
    void rowsAreReadByTheNamesOfTheirColumns() throws AwsException {
        List<ReportRow> rows = rows(HEADER + "\n" + ROOT + "\r\n" + BOB + "\n");
        assertEquals(2, rows.size());
        ReportRow root = rows.get(0);
        assertTrue(root.isRoot());
        assertEquals(Optional.empty(), root.password());
        assertEquals(Optional.of(Instant.parse("2024-05-06T07:08:09Z")), root.passwordUsed());
        assertFalse(root.mfa());
        assertTrue(root.hasActiveKey());
        assertEquals(Optional.empty(), root.keys().get(0).used());
        assertFalse(root.keys().get(1).isThere());
        ReportRow bob = rows.get(1);
        assertEquals(Optional.of(true), bob.password());
        assertEquals(Optional.empty(), bob.passwordUsed());
        assertEquals(Optional.of(Instant.parse("2021-01-01T00:00:00Z")), bob.passwordChanged());
        assertTrue(bob.mfa());
        assertFalse(bob.hasActiveKey());
        assertTrue(bob.keys().get(0).isThere()); // an inactive one
        assertEquals("s3", bob.keys().get(0).service());
    }

    @Test
    void anotherOrderAndNewColumnsDoNoHarm() throws AwsException {
        List<String> names = new ArrayList<>(List.of(HEADER.split(",")));
        List<String> cells = new ArrayList<>(List.of(BOB.split(",")));
        names.add(0, "new");
        cells.add(0, "whatever");
        names.add(names.remove(1));
        cells.add(cells.remove(1));
        assertEquals(rows(HEADER + "\n" + BOB), rows(String.join(",", names) + "\n" + String.join(",", cells)));
    }

    @Test
    void aUsersNameMayHaveACommaOrAQuoteInIt() throws AwsException {
        String quoted = BOB.replaceFirst("bob", "\"a,b\"\"c\"");
        assertEquals("a,b\"c", rows(HEADER + "\n" + quoted).get(0).user());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true", // a cell too few
                "maybe", // no boolean
                "TRUE", "",
            })
    void whatIsNotAsDocumentedEndsTheReading(String instead) {
        AwsException refused = assertThrows(
                AwsException.class,
                () -> rows(HEADER + "\n" + ROOT + "\n" + BOB.replace("true,no_information", instead)));
        assertEquals("UnreadableReport", refused.code());
        assertTrue(refused.message().toString().contains("3"), refused.message().toString());
    }

    @Test
    void aReportWithoutAColumnOrWithOneTwiceIsNone() {
        assertThrows(
                AwsException.class,
                () -> rows(HEADER.replace("mfa_active,", "") + "\n" + BOB.replace(",true,false,2020", ",false,2020")));
        assertThrows(
                AwsException.class, () -> rows(HEADER.replace("password_next_rotation", "mfa_active") + "\n" + BOB));
        assertThrows(AwsException.class, () -> rows(""));
    }

    private static List<ReportRow> rows(String text) throws AwsException {
        List<ReportRow> rows = new ArrayList<>();
        new CredentialReport(Instant.EPOCH, text.getBytes(StandardCharsets.UTF_8)).read(rows::add);
        return rows;
    }
}
