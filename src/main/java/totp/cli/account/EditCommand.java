package totp.cli.account;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.cli.intake.SecretOptions;
import totp.cli.session.Command;
import totp.cli.session.Exclusive;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.SecretSource;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.cli.session.TextRules;
import totp.cli.session.Value;
import totp.cli.unlock.VaultAccess;
import totp.crypto.Secret;
import totp.message.Message;
import totp.otp.Account;
import totp.otp.Algorithm;
import totp.otp.Otp;
import totp.otp.OtpParameters;
import totp.otp.OutOfRangeException;
import totp.otp.Scheme;
import totp.otp.Text;
import totp.vault.Vault;
import totp.vault.VaultException;

public final class EditCommand implements Command {
    String name = "";

    @Nullable
    String issuer;

    @Nullable
    String accountName;

    @Nullable
    String note;

    List<String> tags = new ArrayList<>();
    List<String> removedTags = new ArrayList<>();
    List<String> aliases = new ArrayList<>();
    List<String> removedAliases = new ArrayList<>();

    private final SiteOptions sites = new SiteOptions();
    boolean favorite;
    boolean noFavorite;

    @Nullable
    Scheme type;

    @Nullable
    String algorithm;

    @Nullable
    Integer digits;

    @Nullable
    Integer period;

    @Nullable
    Long counter;

    @Nullable
    Path pinFile;

    @Nullable
    Integer pinFd;

    @Override
    public void declare(Syntax syntax) {
        syntax.parameter(Value.ACCOUNT, "NAME", given -> name = given);
        syntax.option(String.class, "TEXT", given -> issuer = given, "--issuer");
        syntax.option(String.class, "TEXT", given -> accountName = given, "--account");
        syntax.option(String.class, "TEXT", given -> note = given, "--note");
        syntax.repeated(Value.TAG, "TAG", given -> tags = given, "--tag");
        syntax.repeated(Value.TAG, "TAG", given -> removedTags = given, "--remove-tag");
        syntax.repeated(Value.TEXT, "ALIAS", given -> aliases = given, "--alias");
        syntax.repeated(Value.TEXT, "ALIAS", given -> removedAliases = given, "--remove-alias");
        sites.declareAddition(syntax);
        sites.declareRemoval(syntax);
        syntax.flag(() -> favorite = true, "--favorite");
        syntax.flag(() -> noFavorite = true, "--no-favorite");
        syntax.option(Scheme.class, "TYPE", given -> type = given, "--type");
        syntax.option(Value.ALGORITHM, "HASH", given -> algorithm = given, "--algorithm");
        syntax.option(Integer.class, "N", given -> digits = given, "--digits");
        syntax.option(Integer.class, "SEC", given -> period = given, "--period");
        syntax.option(Long.class, "N", given -> counter = given, "--counter");
        syntax.option(Path.class, "FILE", given -> pinFile = given, "--pin-file");
        syntax.option(Integer.class, "N", given -> pinFd = given, "--pin-fd");
    }

    @Override
    public void run(Session session) throws Failure, VaultException {
        check();
        sites.check(session);
        VaultAccess access = new VaultAccess(session);
        Vault vault = access.openToChange();
        try (vault) {
            Account account = access.findExact(vault, name);
            changed(account); // refuses senseless options before anything is locked
            Optional<Secret> pin = pin(session, account);
            Instant now = session.host().now();
            access.update(vault, current -> {
                        Account.Builder builder = edited(current.existing(account.id()));
                        pin.ifPresent(builder::pin);
                        current.change(builder.build(), now);
                    })
                    .close();
            session.output().note(Message.of("account.changed", account.name()));
        }
    }

    private void check() throws Failure {
        boolean lists = tags.isEmpty() && removedTags.isEmpty() && aliases.isEmpty() && removedAliases.isEmpty();
        boolean parameters = algorithm == null && digits == null && period == null && counter == null && type == null;
        boolean texts = issuer == null && accountName == null && note == null;
        boolean others = favorite || noFavorite || sites.areGiven();
        if (lists && parameters && texts && !others && !pinSource().isGiven()) {
            throw Failure.usage(Message.of("account.nothing-changed"), Message.of("account.totp-help-edit-lists"));
        }
        pinSource().check();
        new Exclusive()
                .option("--favorite", favorite)
                .option("--no-favorite", noFavorite)
                .check();
        TextRules.check("--issuer", issuer);
        TextRules.check("--account", accountName);
        TextRules.checkNote(note);
        for (List<String> list : List.of(removedTags, aliases, removedAliases)) {
            list.replaceAll(Text::normalize);
        }
        TextRules.checkTags(tags);
        for (String alias : aliases) {
            TextRules.checkName(alias);
        }
    }

    /** The account with what the options say, its parameters checked. */
    private Otp changed(Account account) throws Failure {
        Scheme scheme = ofType(account.otp()).scheme();
        if (!scheme.accepts(account.secret())) {
            throw new Failure(ExitCode.BAD_INPUT, Message.of("account.secret-not-one-yandex"));
        }
        if (account.pin() != null && !scheme.takesPin()) {
            throw Failure.usage(
                    Message.of("account.account-type-no-pin", scheme.word()),
                    Message.of("account.add-anew-keep-one", scheme.word()));
        }
        if (algorithm != null
                && (!scheme.takesAlgorithm() || Algorithm.lenient(algorithm).isEmpty())) {
            throw Failure.usage(Message.of("account.algorithm-takes-sha1-sha256"));
        }
        if ((period != null && !scheme.takesPeriod()) || (counter != null && !scheme.takesCounter())) {
            throw Failure.usage(Message.of("account.period-does-not-apply"));
        }
        try {
            return parameters(account.otp());
        } catch (OutOfRangeException e) {
            throw Failure.usage(e.message()).because(e);
        }
    }

    /** The same scheme, or the one of {@code --type} with what of the former parameters means the same in it. */
    private OtpParameters ofType(Otp present) {
        if (type == null || type == present.scheme()) {
            return OtpParameters.of(present);
        }
        OtpParameters fresh = OtpParameters.of(type);
        boolean same = type.takesAlgorithm() && present.scheme().takesAlgorithm();
        return same ? new OtpParameters(type, present.algorithm(), present.digits(), fresh.periodSeconds(), 0) : fresh;
    }

    private Otp parameters(Otp present) {
        OtpParameters now = ofType(present);
        return new OtpParameters(
                        now.scheme(),
                        algorithm == null
                                ? now.algorithm()
                                : Algorithm.lenient(algorithm).orElse(now.algorithm()),
                        digits == null ? now.digits() : digits,
                        period == null ? now.periodSeconds() : period,
                        counter == null ? now.counter() : counter)
                .otp();
    }

    private Account.Builder edited(Account account) {
        Account.Builder builder = account.toBuilder()
                .otp(parameters(account.otp()))
                .favorite(favorite || (account.isFavorite() && !noFavorite))
                .tags(edited(account.tags(), tags, removedTags))
                .sites(sites.edited(account.sites()))
                .aliases(edited(account.aliases(), aliases, removedAliases));
        if (issuer != null) {
            builder.issuer(Text.normalize(issuer.strip()));
        }
        if (accountName != null) {
            builder.accountName(Text.normalize(accountName.strip()));
        }
        return note == null ? builder : builder.note(note);
    }

    private static List<String> edited(List<String> present, List<String> added, List<String> removed) {
        List<String> edited = new ArrayList<>(present);
        edited.removeAll(removed);
        for (String text : added) {
            if (!edited.contains(text)) {
                edited.add(text);
            }
        }
        return edited;
    }

    private SecretSource pinSource() {
        return new SecretSource("--pin", pinFile, pinFd);
    }

    private Optional<Secret> pin(Session session, Account account) throws Failure {
        if (!pinSource().isGiven()) {
            return Optional.empty();
        }
        if (!ofType(account.otp()).scheme().takesPin()) {
            throw Failure.usage(Message.of(
                    "account.account-type-no-pin-2",
                    ofType(account.otp()).scheme().word()));
        }
        return Optional.of(SecretOptions.readPin(session, pinSource()));
    }
}
