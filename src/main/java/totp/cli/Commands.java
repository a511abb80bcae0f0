package totp.cli;

import java.util.List;
import java.util.Optional;
import totp.cli.account.AddCommand;
import totp.cli.account.EditCommand;
import totp.cli.account.ListCommand;
import totp.cli.account.QrCommand;
import totp.cli.account.RenameCommand;
import totp.cli.account.RmCommand;
import totp.cli.account.ShowCommand;
import totp.cli.account.UndeleteCommand;
import totp.cli.account.UriCommand;
import totp.cli.agent.AgentCommand;
import totp.cli.agent.LockCommand;
import totp.cli.agent.StatusCommand;
import totp.cli.agent.UnlockCommand;
import totp.cli.aws.AwsCommand;
import totp.cli.aws.BookCommand;
import totp.cli.aws.EnrollCommand;
import totp.cli.code.CodeCommand;
import totp.cli.intake.ScanCommand;
import totp.cli.session.Command;
import totp.cli.session.CommonOptions;
import totp.cli.session.Syntax;
import totp.cli.transfer.ExportCommand;
import totp.cli.transfer.ImportCommand;
import totp.cli.vault.BackupsCommand;
import totp.cli.vault.CheckCommand;
import totp.cli.vault.InfoCommand;
import totp.cli.vault.InitCommand;
import totp.cli.vault.KeyCommand;
import totp.cli.vault.MergeCommand;
import totp.cli.vault.RestoreCommand;
import totp.cli.watch.WatchCommand;
import totp.cli.watch.WatchedCommand;

/** The commands of the program, in the order in which the help lists them; only the one that is called is built. */
enum Commands {
    INIT("init", ""),
    ADD("add", ""),
    CODE("code", "otp"),
    LIST("list", "ls"),
    WATCH("watch", ""),
    SHOW("show", ""),
    EDIT("edit", ""),
    RENAME("rename", "mv"),
    RM("rm", ""),
    UNDELETE("undelete", ""),
    URI("uri", ""),
    QR("qr", ""),
    SCAN("scan", ""),
    IMPORT("import", ""),
    EXPORT("export", ""),
    ENROLL("enroll", ""),
    AWS("aws", ""),
    KEY("key", ""),
    CHECK("check", ""),
    BACKUPS("backups", ""),
    RESTORE("restore", ""),
    MERGE("merge", ""),
    INFO("info", ""),
    UNLOCK("unlock", ""),
    LOCK("lock", ""),
    STATUS("status", ""),
    AGENT("agent", ""),
    WATCHED("watched", ""),
    AWS_BOOK(BookCommand.WORD, ""),
    HELP("help", ""),
    VERSION("version", "");

    private final String word;
    private final String alias;

    /** An empty {@code alias} stands for none. */
    Commands(String word, String alias) {
        this.word = word;
        this.alias = alias;
    }

    /** Whether people are told of it. */
    boolean isForPeople() {
        return this != AGENT && this != AWS_BOOK && this != WATCHED;
    }

    String word() {
        return word;
    }

    /**
     * Whether the first thing that it asks for is a passphrase, whatever its options, but for those that give one.
     *
     * @param words its options and arguments
     */
    boolean asksForPassphrase(List<String> words) {
        return switch (this) {
            case CODE -> !words.contains("-");
            case KEY -> !words.contains("list");
            case AWS, ENROLL, SCAN, INFO, UNLOCK, LOCK, STATUS, AGENT, AWS_BOOK, WATCH, WATCHED, HELP, VERSION -> false;
            case INIT,
                    ADD,
                    LIST,
                    SHOW,
                    EDIT,
                    RENAME,
                    RM,
                    UNDELETE,
                    URI,
                    QR,
                    IMPORT,
                    EXPORT,
                    CHECK,
                    BACKUPS,
                    RESTORE,
                    MERGE -> true;
        };
    }

    Command make() {
        return switch (this) {
            case INIT -> new InitCommand();
            case ADD -> new AddCommand();
            case CODE -> new CodeCommand();
            case LIST -> new ListCommand();
            case SHOW -> new ShowCommand();
            case EDIT -> new EditCommand();
            case RENAME -> new RenameCommand();
            case RM -> new RmCommand();
            case UNDELETE -> new UndeleteCommand();
            case URI -> new UriCommand();
            case QR -> new QrCommand();
            case SCAN -> new ScanCommand();
            case IMPORT -> new ImportCommand();
            case EXPORT -> new ExportCommand();
            case ENROLL -> new EnrollCommand();
            case AWS -> new AwsCommand();
            case KEY -> new KeyCommand();
            case CHECK -> new CheckCommand();
            case BACKUPS -> new BackupsCommand();
            case RESTORE -> new RestoreCommand();
            case MERGE -> new MergeCommand();
            case INFO -> new InfoCommand();
            case UNLOCK -> new UnlockCommand();
            case LOCK -> new LockCommand();
            case STATUS -> new StatusCommand();
            case AGENT -> new AgentCommand();
            case WATCH -> new WatchCommand();
            case WATCHED -> new WatchedCommand();
            case AWS_BOOK -> new BookCommand();
            case HELP -> new HelpCommand();
            case VERSION -> new VersionCommand();
        };
    }

    /** What a command of this kind takes, and where it puts what was given. */
    Syntax syntax(Command made, CommonOptions common) {
        Syntax syntax = new Syntax("totp " + word);
        made.declare(syntax);
        common.declare(syntax);
        return syntax;
    }

    static Optional<Commands> named(String word) {
        for (Commands command : values()) {
            if (command.word.equals(word) || (!word.isEmpty() && command.alias.equals(word))) {
                return Optional.of(command);
            }
        }
        return Optional.empty();
    }
}
