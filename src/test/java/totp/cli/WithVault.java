package totp.cli;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import totp.cli.session.ExitCode;

/** And with a vault, {@code vault.totp}, that opens without a question. */
public abstract class WithVault extends WithHost {
    @BeforeEach
    final void makeVault() {
        host().setVariable("TOTP_PASSPHRASE_COMMAND", "printf 'correct horse battery staple'");
        useNewVault("vault.totp");
    }

    protected final void useNewVault(String name) {
        host().setVariable("TOTP_VAULT", path(name).toString());
        List<String> words = new ArrayList<>(List.of("init", "--no-recovery-key"));
        words.addAll(CHEAP);
        expect(ExitCode.DONE, "", words);
    }

    protected final void add(String secret, String... options) {
        List<String> words = new ArrayList<>(List.of("add", "--from", "-"));
        words.addAll(List.of(options));
        expect(ExitCode.DONE, secret, words);
    }
}
