package totp.cli.aws;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import totp.aws.ProfileSetup.Action;
import totp.aws.ProfileSetup.Outcome;
import totp.cli.session.JsonWriter;
import totp.cli.session.Output;
import totp.cli.session.Session;
import totp.cli.session.ShellWords;
import totp.message.Message;
import totp.otp.Account;
import totp.otp.AwsDevices;

/** What {@code aws setup} did, or would do. */
final class SetupReport {
    private final Session session;
    private final List<Account> accounts;
    private final boolean isDryRun;
    private boolean isRefused;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<String> diff = new ArrayList<>();

    /** The files that change, each with the copy of what it was, once there is one. */
    private final Map<Path, Optional<Path>> files = new LinkedHashMap<>();

    /** Written in a try that another program's change broke off. */
    private final Map<Path, Optional<Path>> before = new LinkedHashMap<>();

    SetupReport(Session session, List<Account> accounts, boolean isDryRun) {
        this.session = session;
        this.accounts = accounts;
        this.isDryRun = isDryRun;
    }

    /** Another try. */
    void begin() {
        outcomes.clear();
        diff.clear();
        files.clear();
        files.putAll(before);
    }

    void add(Outcome outcome) {
        outcomes.add(outcome);
    }

    Optional<Outcome> refused() {
        return outcomes.stream()
                .filter(outcome -> outcome.action() == Action.refused)
                .findFirst();
    }

    /** What was refused kept the others from being done. */
    void nothingDone() {
        isRefused = true;
        outcomes.removeIf(outcome -> outcome.action() != Action.refused);
    }

    void changes(Path config, List<String> ofConfig, Path credentials, List<String> ofCredentials) {
        changes(config, ofConfig);
        changes(credentials, ofCredentials);
    }

    private void changes(Path file, List<String> lines) {
        if (!lines.isEmpty()) {
            diff.add("--- " + file);
            diff.add("+++ " + file);
            diff.addAll(lines);
            files.putIfAbsent(file, Optional.empty());
        }
    }

    List<String> diff() {
        return List.copyOf(diff);
    }

    void written(Path file, Optional<Path> copy) {
        before.putIfAbsent(file, copy);
        files.put(file, copy);
        copy.ifPresent(kept -> session.output().note(Message.of("aws.setup-kept", file, kept)));
    }

    /** Whether one of the files is written, and the other one is not. */
    boolean isHalf() {
        return !before.isEmpty();
    }

    /** @param profiles for which the AWS CLI will go on asking for a code */
    void warn(List<String> profiles) {
        if (!profiles.isEmpty()) {
            session.output().warning(Message.of("aws.setup-asked-still", Message.names(profiles)));
            session.output()
                    .hint(Message.of(
                            "aws.setup-in-place-too",
                            String.join(
                                    " ",
                                    profiles.stream().map(ShellWords::quoted).toList())));
        }
    }

    void print(boolean json) {
        Output output = session.output();
        for (Outcome outcome : outcomes) {
            if (outcome.action() == Action.refused && !isRefused) {
                output.warning(outcome.reason().orElse(Message.NONE));
                outcome.hints().forEach(output::hint);
            }
        }
        if (json) {
            JsonWriter.print(output, this::write);
            return;
        }
        if (isDryRun && !diff.isEmpty()) {
            diff.forEach(output::line);
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            rows.add(List.of(
                    outcome.profile(), outcome.action().name(), outcome.source().orElse("")));
        }
        output.table(
                List.of(
                        Message.of("aws.column-profile"),
                        Message.of("aws.column-action"),
                        Message.of("aws.column-source")),
                rows);
    }

    private void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeBooleanField("changed", !files.isEmpty());
        json.writeArrayFieldStart("files");
        for (Map.Entry<Path, Optional<Path>> file : files.entrySet()) {
            json.writeStartObject();
            json.writeStringField("path", file.getKey().toString());
            json.writeStringField("backup", file.getValue().map(Path::toString).orElse(null));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("profiles");
        for (Outcome outcome : outcomes) {
            json.writeStartObject();
            json.writeStringField("profile", outcome.profile());
            json.writeStringField("action", outcome.action().name());
            json.writeStringField("source", outcome.source().orElse(null));
            json.writeStringField("serial", outcome.serial().orElse(null));
            json.writeStringField(
                    "name",
                    outcome.serial()
                            .flatMap(serial -> AwsDevices.holder(accounts, serial))
                            .map(Account::name)
                            .orElse(null));
            json.writeStringField(
                    "reason", outcome.reason().map(Message::toString).orElse(null));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
