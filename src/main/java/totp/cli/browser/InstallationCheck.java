package totp.cli.browser;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import totp.cli.session.AccountFormat;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.JsonWriter;
import totp.cli.session.Session;
import totp.cli.session.Tool;
import totp.cli.session.Version;
import totp.message.Message;

/**
 * {@code browser status}: most of what goes wrong between a browser and a program goes wrong here, and all that the browser says of it
 * is one sentence for all causes. So each is looked for, and the host is really started.
 */
final class InstallationCheck {
    private static final int SECONDS_MAX = 30;
    private static final int OTHERS_WRITE = 0002;
    private static final int STICKY = 01000;

    private final Session session;
    private final Installation installation;
    private final List<Row> rows = new ArrayList<>();

    /** What is amiss with what all browsers share. */
    private final List<Message> shared = new ArrayList<>();

    private boolean hostStarts;

    InstallationCheck(Session session) throws Failure {
        this.session = session;
        this.installation = new Installation(session);
    }

    /** Spelled so in the document. */
    private enum State {
        ok,
        not_installed,
        not_found,
        sandboxed,
        wrong
    }

    private record Row(Browser browser, Path manifest, State state, Optional<String> sandbox, List<Message> problems) {}

    /** @throws Failure {@code NOT_FOUND} if it is installed nowhere, {@code IO} if something is wrong */
    void run(boolean json) throws Failure {
        boolean installed = false;
        for (Browser browser : Browser.all()) {
            rows.add(row(browser));
            installed |=
                    installation.manifest(browser).filter(installation::isOurs).isPresent();
        }
        if (installed) {
            checkShared();
        }
        print(json);
        session.output().flush();
        if (!installed && rows.stream().noneMatch(row -> row.state == State.wrong)) {
            throw new Failure(
                    ExitCode.NOT_FOUND,
                    Message.of("browser.nowhere-installed"),
                    Message.of("browser.install-installs"));
        }
        boolean wrong = !shared.isEmpty() || rows.stream().anyMatch(row -> row.state == State.wrong);
        if (wrong) {
            throw new Failure(ExitCode.IO, Message.of("browser.something-wrong"), Message.of("browser.install-mends"));
        }
    }

    // ---- one browser

    private Row row(Browser browser) throws Failure {
        Path file = browser.manifest(session);
        Optional<String> sandbox = browser.sandbox(session);
        List<Message> problems = new ArrayList<>();
        Optional<byte[]> there = Optional.empty();
        try {
            there = installation.manifest(browser);
        } catch (Failure e) {
            problems.add(e.message());
        }
        if (there.isEmpty() && problems.isEmpty()) {
            boolean found = browser.isFound(session);
            State state = found ? State.not_installed : sandbox.isPresent() ? State.sandboxed : State.not_found;
            return new Row(browser, file, state, sandbox, problems);
        }
        if (there.isPresent()) {
            checkManifest(browser, there.get(), problems);
            checkPlace(file, problems);
        }
        return new Row(browser, file, problems.isEmpty() ? State.ok : State.wrong, sandbox, problems);
    }

    private void checkManifest(Browser browser, byte[] there, List<Message> problems) throws Failure {
        if (!installation.isOurs(there)) {
            problems.add(Message.of("browser.manifest-of-another"));
            return;
        }
        if (!MessageDigest.isEqual(there, installation.wantedManifest(browser, List.of()))) {
            problems.add(Message.of("browser.manifest-outdated"));
        }
        for (Path outdated : installation.outdated(browser.isFirefox())) {
            problems.add(Message.of("browser.extension-outdated", outdated.getFileName()));
        }
    }

    /** Browsers look at no rights; whoever may write here chooses the program that they start. */
    private static void checkPlace(Path file, List<Message> problems) {
        for (Path one : List.of(file, file.resolveSibling(""))) {
            try {
                Set<PosixFilePermission> rights = Files.getPosixFilePermissions(one);
                if (rights.contains(PosixFilePermission.GROUP_WRITE)
                        || rights.contains(PosixFilePermission.OTHERS_WRITE)) {
                    problems.add(Message.of("browser.others-may-write", one));
                }
            } catch (IOException e) {
                problems.add(Message.of("browser.cannot-look-at", one));
            }
        }
    }

    /** Whoever may write to it, or to a folder above without the sticky bit, may put another one in its place. */
    private static void checkAbove(Path file, List<Message> problems) {
        for (Path one = file.toAbsolutePath(); one != null; one = one.getParent()) {
            try {
                int mode = (Integer) Files.getAttribute(one, "unix:mode");
                Message problem = Message.of("browser.others-may-write", one);
                if ((mode & OTHERS_WRITE) != 0 && (mode & STICKY) == 0 && !problems.contains(problem)) {
                    problems.add(problem);
                }
            } catch (IOException e) {
                problems.add(Message.of("browser.cannot-look-at", one));
            }
        }
    }

    // ---- the host

    private void checkShared() throws Failure {
        Path host = installation.host();
        if (!Files.isExecutable(host)) {
            shared.add(Message.of("browser.host-missing", host));
            return;
        }
        checkPlace(host, shared);
        checkAbove(host, shared);
        Path program = Path.of(Dialogue.program(session).get(0));
        if (Files.isExecutable(program)) {
            checkAbove(program, shared);
        }
        try {
            if (!Files.readString(host).equals(HostScript.of(session))) {
                shared.add(Message.of("browser.host-outdated", host));
            }
        } catch (IOException e) {
            shared.add(Message.of("browser.cannot-look-at", host));
        }
        start(host);
    }

    /** As a browser would. */
    private void start(Path host) throws Failure {
        byte[] hello = "{\"v\":1,\"id\":1,\"op\":\"hello\",\"client\":\"status\",\"version\":\"\"}"
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + hello.length).order(ByteOrder.nativeOrder());
        frame.putInt(hello.length).put(hello);
        Tool tool = Tool.of(host.toString(), "chrome-extension://" + ExtensionFiles.chromiumId() + "/")
                .given(frame.array())
                .printing(NativeMessages.ANSWER_BYTES_MAX)
                .within(SECONDS_MAX);
        try (Tool.Ended ended = session.host().machine().run(tool)) {
            Optional<String> version = ended.output().use(InstallationCheck::version);
            hostStarts = version.isPresent();
            if (version.isEmpty()) {
                shared.add(Message.of("browser.host-does-not-answer", host, ended.status()));
            } else if (!version.get().equals(Version.TEXT)) {
                shared.add(Message.of("browser.host-of-another-version", version.get(), Version.TEXT));
            }
        } catch (IOException e) {
            shared.add(Message.of("browser.host-does-not-start", host, String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            throw Session.interrupted();
        }
    }

    /** Of exactly one answer, and nothing before or behind it: a browser would end the connection. */
    private static Optional<String> version(byte[] printed) {
        if (printed.length < Integer.BYTES) {
            return Optional.empty();
        }
        int length = ByteBuffer.wrap(printed).order(ByteOrder.nativeOrder()).getInt();
        if (length != printed.length - Integer.BYTES) {
            return Optional.empty();
        }
        return PopupHost.member(new String(printed, Integer.BYTES, length, StandardCharsets.UTF_8), "version");
    }

    // ---- what is told

    private void print(boolean json) {
        if (json) {
            JsonWriter.print(session.output(), this::write);
            return;
        }
        for (Row row : rows) {
            if (row.state != State.not_found) {
                Message detail = row.problems.isEmpty()
                        ? row.sandbox
                                .filter(box -> row.state == State.sandboxed)
                                .map(box -> Message.of("browser.sandboxed", box))
                                .orElse(Message.said(row.state == State.ok ? row.manifest.toString() : ""))
                        : row.problems.get(0);
                session.output()
                        .drawn(AccountFormat.tsv(
                                List.of(row.browser.name(), row.state.name().replace('_', ' '), session.text(detail))));
                row.problems.stream().skip(1).forEach(session.output()::warning);
            }
            row.sandbox
                    .filter(box -> row.state == State.ok)
                    .ifPresent(box -> session.output().note(Message.of("browser.also-sandboxed", row.browser, box)));
        }
        shared.forEach(session.output()::warning);
    }

    private void write(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeObjectFieldStart("extension");
        out.writeStringField("id", ExtensionFiles.chromiumId());
        out.writeStringField("firefox_id", ExtensionFiles.FIREFOX_ID);
        out.writeStringField("version", ExtensionFiles.version());
        out.writeEndObject();
        out.writeObjectFieldStart("host");
        out.writeStringField("path", installation.host().toString());
        out.writeBooleanField("starts", hostStarts);
        texts(out, shared);
        out.writeEndObject();
        out.writeArrayFieldStart("browsers");
        for (Row row : rows) {
            out.writeStartObject();
            out.writeStringField("browser", row.browser.name());
            out.writeStringField("state", row.state.name());
            out.writeStringField("manifest", row.manifest.toString());
            out.writeStringField("sandbox", row.sandbox.orElse(null));
            texts(out, row.problems);
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void texts(JsonGenerator out, List<Message> problems) throws IOException {
        out.writeArrayFieldStart("problems");
        for (Message problem : problems) {
            out.writeString(problem.toString());
        }
        out.writeEndArray();
    }
}
