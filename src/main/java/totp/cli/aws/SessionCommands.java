package totp.cli.aws;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import totp.aws.AwsException;
import totp.aws.AwsSettings;
import totp.aws.Chain;
import totp.cli.session.Failure;
import totp.cli.session.JsonWriter;
import totp.cli.session.Output;
import totp.cli.session.Session;
import totp.cli.session.Span;
import totp.message.Message;
import totp.vault.VaultException;

/** What {@code aws credentials}, {@code aws env} and {@code aws sessions} do. */
final class SessionCommands {
    private static final int PROCESS_VERSION = 1;

    private final Session session;
    private final AwsAccess access;
    private final SessionsOfChains sessions;

    SessionCommands(Session session, AwsAccess access) {
        this.session = session;
        this.access = access;
        sessions = new SessionsOfChains(session, access);
    }

    /** The document that the AWS SDKs expect of a {@code credential_process}, with the names of its members that they give. */
    void credentials(SessionOptions options, boolean mayAsk) throws Failure {
        if (session.host().variable(AwsSettings.RECURSION_VARIABLE).isPresent()) {
            throw Failure.usage(Message.of("aws.asks-itself"));
        }
        SessionEntry entry = sessions.find(sessions.chain(options), options, mayAsk);
        confirmOnScreen();
        JsonWriter.print(session.output(), json -> {
            json.writeStartObject();
            json.writeNumberField("Version", PROCESS_VERSION);
            json.writeStringField("AccessKeyId", entry.credentials().accessKeyId());
            json.writeStringField("SecretAccessKey", entry.credentials().secretAccessKey());
            json.writeStringField("SessionToken", entry.credentials().sessionToken());
            json.writeStringField("Expiration", entry.credentials().expiration().toString());
            if (!entry.accountId().isEmpty()) {
                json.writeStringField("AccountId", entry.accountId());
            }
            json.writeEndObject();
        });
        session.output().flush();
    }

    private void confirmOnScreen() throws Failure {
        if (session.output().isWatched()) {
            session.confirmIntended(Message.of("aws.keys-on-screen"));
        }
    }

    /** The session as variables, or what takes them away again. */
    void environment(SessionOptions options, EnvironmentText.Format format, boolean removal) throws Failure {
        if (removal) {
            EnvironmentText.printRemoval(session.output(), format);
            return;
        }
        Chain chain = sessions.chain(options);
        SessionEntry entry = sessions.find(chain, options, true);
        confirmOnScreen();
        EnvironmentText.print(
                session.output(),
                format,
                chain.profile(),
                EnvironmentText.variables(entry, chain.profile(), chain.knownRegion(), access.endpointOption()));
    }

    /**
     * Another program with a session, in place of this one.
     *
     * @param command its words; the caller's shell where there are none
     * @param refresh whether it gets no session but the profile's name, by which each AWS tool comes to one that does not run out
     */
    void execute(SessionOptions options, List<String> command, boolean refresh) throws Failure {
        Execution execution = new Execution(session);
        if (refresh) {
            execution.run(command, lasting(options));
            return;
        }
        Chain chain = sessions.chain(options);
        SessionEntry entry = sessions.find(chain, options, true);
        if (execution.isShell(command)) {
            session.output()
                    .note(Message.of(
                            "aws.shell-for",
                            chain.profile(),
                            Span.text(Duration.ofMinutes(
                                    entry.left(session.host().now()).toMinutes() + 1))));
        }
        execution.run(
                command,
                EnvironmentText.variables(entry, chain.profile(), chain.knownRegion(), access.endpointOption()));
    }

    private Map<String, String> lasting(SessionOptions options) throws Failure {
        if (options.areGiven()) {
            throw Failure.usage(Message.of("aws.refresh-takes-no-session"));
        }
        AwsSettings settings = access.settings();
        String profile = settings.askedProfile().orElse("default");
        try {
            if (!Chain.isServed(settings, session.output()::warning)) {
                throw Failure.usage(
                        Message.of("aws.refresh-needs-setup", profile), Message.of("aws.setup-prepares", profile));
            }
        } catch (AwsException e) {
            throw AwsFailures.of(e);
        }
        return EnvironmentText.lasting(profile, Optional.ofNullable(settings.region()), access.endpointOption());
    }

    /** The console in a browser, signed in with a role's session; or only the address that signs in. */
    void login(SessionOptions options, String destination, boolean print) throws Failure {
        Chain chain = sessions.chain(options);
        ConsoleLogin login = new ConsoleLogin(session, access, chain);
        String whole = login.destination(destination, print);
        login.run(sessions.find(chain, options, true), whole, print);
    }

    void list(boolean json) {
        // One that was found by way of its device's name is kept under both.
        Set<String> listed = new HashSet<>();
        List<SessionEntry> all = new SessionCache(session, false)
                .all().stream()
                        .map(SessionCache.Kept::entry)
                        .filter(entry -> listed.add(entry.credentials().accessKeyId()))
                        .toList();
        Instant now = session.host().now();
        Output output = session.output();
        if (json) {
            JsonWriter.print(output, out -> {
                out.writeStartArray();
                for (SessionEntry entry : all) {
                    write(out, entry, now);
                }
                out.writeEndArray();
            });
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        for (SessionEntry entry : all) {
            rows.add(List.of(
                    entry.profile(),
                    kind(entry),
                    entry.isRole() ? entry.roleArn() : entry.serial(),
                    Span.text(Duration.ofMinutes(entry.left(now).toMinutes() + 1))));
        }
        output.table(
                List.of(
                        Message.of("aws.column-profile"),
                        Message.of("aws.column-kind"),
                        Message.of("aws.column-of"),
                        Message.of("aws.column-left")),
                rows);
    }

    private static String kind(SessionEntry entry) {
        return entry.isRole() ? "role" : "mfa";
    }

    private static void write(JsonGenerator json, SessionEntry entry, Instant now) throws IOException {
        json.writeStartObject();
        json.writeStringField("profile", entry.profile());
        json.writeStringField("kind", kind(entry));
        writeIfAny(json, "user", entry.user());
        writeIfAny(json, "account_id", entry.accountId());
        writeIfAny(json, "serial", entry.serial());
        writeIfAny(json, "role_arn", entry.roleArn());
        json.writeStringField("access_key_id", entry.credentials().accessKeyId());
        json.writeStringField(
                "issued", entry.issued().truncatedTo(ChronoUnit.SECONDS).toString());
        json.writeStringField("expires", entry.credentials().expiration().toString());
        json.writeNumberField("remaining", entry.left(now).toSeconds());
        json.writeBooleanField("mfa", !entry.serial().isEmpty());
        json.writeEndObject();
    }

    private static void writeIfAny(JsonGenerator json, String name, String value) throws IOException {
        if (value.isEmpty()) {
            json.writeNullField(name);
        } else {
            json.writeStringField(name, value);
        }
    }

    private static long sessions(SessionCache cache) {
        return cache.all().stream()
                .map(kept -> kept.entry().credentials().accessKeyId())
                .distinct()
                .count();
    }

    /** Those of one profile with those that they came from, or all. */
    void clear(@Nullable String profile) throws Failure {
        SessionCache cache = new SessionCache(session, false);
        long before = sessions(cache);
        try {
            if (profile == null) {
                cache.forgetAll();
            } else {
                List<String> serials = cache.all().stream()
                        .filter(kept -> kept.entry().profile().equals(profile))
                        .map(kept -> kept.entry().serial())
                        .toList();
                for (SessionCache.Kept kept : cache.all()) {
                    boolean behind = !kept.entry().isRole()
                            && serials.contains(kept.entry().serial());
                    if (behind || kept.entry().profile().equals(profile)) {
                        cache.forget(kept.key());
                    }
                }
            }
        } catch (VaultException e) {
            throw Failure.of(e);
        }
        session.output().note(Message.counted("aws.sessions-cleared", Math.toIntExact(before - sessions(cache))));
    }
}
