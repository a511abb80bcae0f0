package totp.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Words of other programs (pass, gopass, oathtool, gh, ykman, 1Password) for what is called otherwise here. They are pointed at
 * and not accepted: what a script calls has one name.
 */
final class Synonyms {
    private static final String COMMANDS = """
            add: new insert create append register store
            aws devices: devices
            backups: backup history snapshots
            check: verify fsck doctor validate test
            code NAME: get generate token now calculate oath show-code passcode
            code NAME -c: copy clip cp
            edit: set change modify update
            export: dump save
            help: man usage commands
            import: load migrate
            info: inspect header
            init: setup create-vault
            key: keys slots
            key passphrase: passphrase passwd password change-password
            key recovery: recovery recover
            list: search find grep accounts names ll
            list --trash: trash deleted
            lock: logout close
            rename: move
            restore: rollback revert
            rm: delete remove del erase unlink
            rm --purge: purge
            show: view cat
            show --reveal: reveal secret
            status: state whoami
            undelete: undo untrash
            unlock: login open signin
            """;

    private static final String OPTIONS = """
            --account: --user --username --login --email
            --algorithm: --hash --totp --algo
            --at: --now --time
            --clip: --copy --clipboard
            --color: --colour
            --dry-run: --check --test --simulate
            --encoding: --base32 --hex --base64
            --from: --file --input --stdin --uri --image --qr
            --json: --output-json
            --next: --upcoming
            --no-input: --batch --non-interactive --noninteractive
            --output: --out --outfile
            --passphrase-file: --password-file --passfile
            --passphrase-stdin: --password-stdin
            --period: --time-step-size --interval --step
            --quiet: --silent
            --reveal: --secret --show-secret --show
            --tag: --tags --label --group
            --to: --format
            --vault: --store --database --db
            --yes: --force --confirm --assume-yes
            """;

    private Synonyms() {}

    /** How a command is called here that is called {@code word} elsewhere. */
    static Optional<String> command(String word) {
        return Optional.ofNullable(table(COMMANDS).get(word));
    }

    /** Which of these options is called {@code name} elsewhere. */
    static Optional<String> option(String name, List<String> known) {
        return Optional.ofNullable(table(OPTIONS).get(name)).filter(known::contains);
    }

    /** All words of other programs that lead to a command, and where. */
    static Map<String, String> commands() {
        return table(COMMANDS);
    }

    static Map<String, String> options() {
        return table(OPTIONS);
    }

    private static Map<String, String> table(String text) {
        Map<String, String> table = new HashMap<>();
        for (String line : text.strip().split("\n", -1)) {
            String[] parts = line.split(": ", 2);
            for (String word : parts[1].split(" ", -1)) {
                table.put(word, parts[0]);
            }
        }
        return table;
    }
}
