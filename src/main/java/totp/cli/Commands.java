package totp.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import totp.cli.account.AddCommand;
import totp.cli.account.CompleteCommand;
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
import totp.cli.browser.BrowsedCommand;
import totp.cli.browser.BrowserCommand;
import totp.cli.code.CodeCommand;
import totp.cli.help.Chapter;
import totp.cli.help.Group;
import totp.cli.help.Opening;
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
    CODE("code", Group.EVERYDAY, Opening.OPENED),
    LIST("list", Group.EVERYDAY, Opening.OPENED, "ls"),
    WATCH("watch", Group.EVERYDAY, Opening.OPENED),
    ADD("add", Group.EVERYDAY, Opening.OPENED),
    UNLOCK("unlock", Group.EVERYDAY, Opening.OPENED),
    LOCK("lock", Group.EVERYDAY, Opening.CLOSED),
    STATUS("status", Group.EVERYDAY, Opening.CLOSED),
    SHOW("show", Group.ACCOUNTS, Opening.OPENED),
    EDIT("edit", Group.ACCOUNTS, Opening.OPENED),
    RENAME("rename", Group.ACCOUNTS, Opening.OPENED, "mv"),
    RM("rm", Group.ACCOUNTS, Opening.OPENED),
    UNDELETE("undelete", Group.ACCOUNTS, Opening.OPENED),
    URI("uri", Group.ACCOUNTS, Opening.OPENED),
    QR("qr", Group.ACCOUNTS, Opening.OPENED),
    IMPORT("import", Group.MOVING, Opening.OPENED),
    EXPORT("export", Group.MOVING, Opening.OPENED),
    SCAN("scan", Group.MOVING, Opening.NOTHING),
    MERGE("merge", Group.MOVING, Opening.OPENED),
    ENROLL("enroll", Group.AWS, Opening.OPENED),
    AWS("aws", Group.AWS, Opening.OPENED),
    INIT("init", Group.VAULT, Opening.NEW),
    KEY("key", Group.VAULT, Opening.OPENED),
    CHECK("check", Group.VAULT, Opening.OPENED),
    BACKUPS("backups", Group.VAULT, Opening.OPENED),
    RESTORE("restore", Group.VAULT, Opening.OPENED),
    INFO("info", Group.VAULT, Opening.CLOSED),
    BROWSER("browser", Group.MORE, Opening.NOTHING),
    COMPLETION("completion", Group.MORE, Opening.NOTHING),
    HELP("help", Group.MORE, Opening.NOTHING),
    VERSION("version", Group.MORE, Opening.NOTHING),
    AGENT("agent", Group.HIDDEN, Opening.OPENED),
    AWS_BOOK(BookCommand.WORD, Group.HIDDEN, Opening.OPENED),
    WATCHED("watched", Group.HIDDEN, Opening.OPENED),
    BROWSED(BrowsedCommand.WORD, Group.HIDDEN, Opening.OPENED),
    COMPLETE("complete", Group.HIDDEN, Opening.CLOSED);

    /** Accepted for the sake of fingers that come from {@code pass}; nobody is told. */
    private static final String OTHER_WORD_FOR_CODE = "otp";

    private final String word;
    private final Group group;
    private final Opening opening;
    private final String alias;

    Commands(String word, Group group, Opening opening) {
        this(word, group, opening, "");
    }

    /** @param alias another word for it; empty if there is none */
    Commands(String word, Group group, Opening opening, String alias) {
        this.word = word;
        this.group = group;
        this.opening = opening;
        this.alias = alias;
    }

    /** Whether people are told of it. */
    boolean isForPeople() {
        return group != Group.HIDDEN;
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
            case AWS,
                    ENROLL,
                    SCAN,
                    INFO,
                    UNLOCK,
                    LOCK,
                    STATUS,
                    AGENT,
                    AWS_BOOK,
                    WATCH,
                    WATCHED,
                    BROWSER,
                    BROWSED,
                    HELP,
                    VERSION,
                    COMPLETION,
                    COMPLETE -> false;
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
            case BROWSER -> new BrowserCommand();
            case BROWSED -> new BrowsedCommand();
            case AWS_BOOK -> new BookCommand();
            case HELP -> new HelpCommand();
            case VERSION -> new VersionCommand();
            case COMPLETION -> new CompletionCommand();
            case COMPLETE -> new CompleteCommand();
        };
    }

    /** What a command of this kind takes, and where it puts what was given. */
    Syntax syntax(Command made, CommonOptions common) {
        Syntax syntax = new Syntax("totp " + word);
        made.declare(syntax);
        common.declare(syntax);
        return syntax;
    }

    /** What explains it. */
    Chapter chapter() {
        List<String> aliases = alias.isEmpty() ? List.of() : List.of(alias);
        return new Chapter(word, aliases, group, opening, () -> syntax(make(), new CommonOptions()));
    }

    /** What explains all that people are told of. */
    static List<Chapter> chapters() {
        return Arrays.stream(values())
                .filter(Commands::isForPeople)
                .map(Commands::chapter)
                .toList();
    }

    static Optional<Commands> named(String word) {
        for (Commands command : values()) {
            if (command.word.equals(word) || (!word.isEmpty() && command.alias.equals(word))) {
                return Optional.of(command);
            }
        }
        return word.equals(OTHER_WORD_FOR_CODE) ? Optional.of(CODE) : Optional.empty();
    }
}
