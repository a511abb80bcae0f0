package totp.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import totp.crypto.Secret;
import totp.otp.Account;
import totp.otp.AwsDevice;
import totp.otp.Totp;
import totp.vault.AccountSearch.How;
import totp.vault.AccountSearch.Matches;

class AccountSearchTest {
    private static final List<Account> ACCOUNTS = List.of(
            account("aws", "Amazon", "root", "a1"),
            account("AWS-root", "Amazon", "root@example.com", "arn:alias"),
            account("aws-root", "Amazon", "other", "a3"),
            account("github", "GitHub", "al\u00efce", "gh"),
            account("T\u0130TLE", "\u0130stanbul", "x", "t"));

    @ParameterizedTest
    @CsvSource({
        "aws, NAME, aws",
        "aws-root, NAME, aws-root",
        "AWS-ROOT, NAME_IGNORING_CASE, AWS-root aws-root",
        "GitHub, NAME_IGNORING_CASE, github",
        "gh, ALIAS, github",
        "Amazon:root, ALIAS, aws",
        "arn:aws:serial, ALIAS, github",
        "aws-r, PREFIX, AWS-root aws-root",
        "gi, PREFIX, github",
        "root@, SUBSTRING, AWS-root",
        "al\u00efce, SUBSTRING, github",
        "ghb, SUBSEQUENCE, github",
        "nothing at all, SUBSEQUENCE, ''"
    })
    void theStrictestStageThatFitsDecides(String text, How how, String names) {
        Matches matches = AccountSearch.find(ACCOUNTS, text, How.SUBSEQUENCE);
        assertEquals(how, matches.how());
        assertEquals(
                names,
                String.join(" ", matches.accounts().stream().map(Account::name).toList()));
    }

    @Test
    void decomposedTextFindsComposedNames() {
        assertEquals(
                How.SUBSTRING,
                AccountSearch.find(ACCOUNTS, "ali\u0308ce".replace("i\u0308", "\u00ef"), How.SUBSTRING)
                        .how());
        assertEquals(
                1,
                AccountSearch.find(ACCOUNTS, "al" + "i\u0308" + "ce", How.SUBSTRING)
                        .accounts()
                        .size());
    }

    @Test
    void laterStagesAreNotTried() {
        Matches matches = AccountSearch.find(ACCOUNTS, "gi", How.ALIAS);
        assertEquals(List.of(), matches.accounts());
    }

    @Test
    void theUsersLocaleDoesNotMatter() {
        Locale former = Locale.getDefault();
        try {
            Locale.setDefault(new Locale("tr", "TR"));
            assertEquals(
                    1,
                    AccountSearch.find(ACCOUNTS, "GITHUB", How.NAME_IGNORING_CASE)
                            .accounts()
                            .size());
        } finally {
            Locale.setDefault(former);
        }
    }

    private static Account account(String name, String issuer, String login, String alias) {
        return Account.builder(
                        UUID.nameUUIDFromBytes(TestVaults.ascii(name)), name, Totp.DEFAULT, Secret.adopt(new byte[1]))
                .issuer(issuer)
                .accountName(login)
                .aliases(List.of(alias))
                .aws(name.equals("github") ? new AwsDevice("arn:aws:serial", "u", "1", "aws") : null)
                .build();
    }
}
