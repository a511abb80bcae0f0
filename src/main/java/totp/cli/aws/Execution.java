package totp.cli.aws;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Host;
import totp.cli.session.Machine;
import totp.cli.session.Session;
import totp.message.Message;

/**
 * Another program in this one's place, with a session in its environment. The launcher starts Java beside the streams of the
 * caller, is handed a few lines for its shell, and becomes the program: so no Java stays, and job control, signals and status are
 * the kernel's. Where Java was started by somebody else, it waits for the program.
 */
final class Execution {
    /** Where the launcher reads what its shell is to do. */
    private static final String PLAN = "totp.plan";

    /** The process of the launcher, whose shell may have left out variables. */
    private static final String LAUNCHER = "totp.shell";

    private static final Set<String> AWS_VARIABLES = Set.of(
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
            "AWS_SECURITY_TOKEN",
            "AWS_CREDENTIAL_EXPIRATION",
            "AWS_ACCOUNT_ID",
            "AWS_PROFILE",
            "AWS_DEFAULT_PROFILE",
            "AWS_ROLE_ARN",
            "AWS_ROLE_SESSION_NAME",
            "AWS_WEB_IDENTITY_TOKEN_FILE");

    private static final String OF_CONTAINERS = "AWS_CONTAINER_";
    private static final Pattern SHELL_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final int ENVIRONMENT_BYTES_MAX = 8 << 20;

    private static final int NOT_FOUND = 127;
    private static final int CANNOT_RUN = 126;

    private final Session session;
    private final Host host;

    Execution(Session session) {
        this.session = session;
        this.host = session.host();
    }

    /** Whether the caller's shell is wanted, for nothing else was named. */
    boolean isShell(List<String> command) {
        return command.isEmpty();
    }

    /**
     * Ends this program, in whose place the other one goes on.
     *
     * @param command its words; the caller's shell where there are none
     * @param variables that it finds, in place of all that say who the caller is at AWS
     */
    void run(List<String> command, Map<String, String> variables) throws Failure {
        String plan = host.machine().property(PLAN);
        if (!plan.isEmpty()) {
            hand(Path.of(plan), plan(variables));
            return;
        }
        List<String> words = isShell(command) ? List.of(host.variable("SHELL").orElse("/bin/sh")) : command;
        Map<String, String> environment = new LinkedHashMap<>(host.environment());
        environment.keySet().removeAll(removed());
        environment.putAll(variables);
        session.output().flush();
        try {
            host.machine().become(words, environment);
        } catch (IOException e) {
            boolean isThere = !isShell(command) && isFile(words.get(0));
            session.output().error(new Failure(ExitCode.IO, Message.of("aws.cannot-run", words.get(0)), e));
            throw new Machine.Became(isThere ? CANNOT_RUN : NOT_FOUND);
        } catch (InterruptedException e) {
            throw Session.interrupted();
        }
    }

    private static boolean isFile(String program) {
        try {
            return program.indexOf('/') >= 0 && Files.size(Path.of(program)) >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    private Set<String> removed() {
        Set<String> removed = new TreeSet<>(AWS_VARIABLES);
        host.environment().keySet().stream()
                .filter(name -> name.startsWith(OF_CONTAINERS)
                        && SHELL_NAME.matcher(name).matches())
                .forEach(removed::add);
        return removed;
    }

    /** Lines of POSIX sh; the last one says that none is missing. */
    private String plan(Map<String, String> variables) throws Failure {
        StringBuilder plan = new StringBuilder("unset");
        removed().forEach(name -> plan.append(' ').append(name));
        plan.append('\n');
        variables.forEach((name, value) -> plan.append("export ")
                .append(name)
                .append('=')
                .append(quoted(value))
                .append('\n'));
        Integer descriptor = session.options().passphraseFd;
        if (descriptor != null) {
            plan.append("totp_passphrase_fd=").append(descriptor.intValue()).append('\n');
        }
        List<String> strange = strange();
        if (!strange.isEmpty()) {
            plan.append("totp_strange='").append(String.join(" ", strange)).append("'\n");
        }
        return plan.append("totp_planned=yes\n").toString();
    }

    private static String quoted(String value) {
        return "'" + value.replace("'", "'\\''") + "'";
    }

    /**
     * The variables that the launcher's shell does not know, in hexadecimal: dash drops those whose names are none of a shell, such as
     * the functions that bash exports. The kernel still has them as the launcher got them.
     */
    private List<String> strange() throws Failure {
        String launcher = host.machine().property(LAUNCHER);
        List<String> strange = new ArrayList<>();
        if (launcher.isEmpty()) {
            return strange;
        }
        byte[] all;
        try {
            all = read(Path.of("/proc", launcher, "environ"));
        } catch (NoSuchFileException e) {
            return strange; // not Linux: its sh is one that keeps them
        } catch (IOException e) {
            throw new Failure(ExitCode.IO, Message.of("aws.cannot-read-environment"), e);
        }
        int start = 0;
        for (int i = 0; i < all.length; i++) {
            if (all[i] == 0) {
                String variable = new String(all, start, i - start, StandardCharsets.ISO_8859_1);
                int equals = variable.indexOf('=');
                String name = variable.substring(0, Math.max(0, equals));
                if (!name.isEmpty()
                        && !SHELL_NAME.matcher(name).matches()
                        && !host.environment().containsKey(name)) {
                    strange.add(HexFormat.of().formatHex(all, start, i));
                }
                start = i + 1;
            }
        }
        return strange;
    }

    private static byte[] read(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(ENVIRONMENT_BYTES_MAX);
        }
    }

    private void hand(Path plan, String text) throws Failure {
        try (OutputStream out = new FileOutputStream(plan.toFile())) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new Failure(ExitCode.IO, Message.of("aws.cannot-hand-over"), e);
        }
    }
}
