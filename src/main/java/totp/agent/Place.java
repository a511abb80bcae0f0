package totp.agent;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the agent of a vault listens. With {@code java.io} alone, which is there as soon as Java is. */
public final class Place {
    /** The kernel keeps 108 bytes for a name, of which one is a zero; macOS 104. */
    public static final int PATH_BYTES_MAX = 103;

    private static final char[] HEX = "0123456789abcdef".toCharArray();
    private static final String SOCKET = ".sock";
    private static final int NAME_BYTES = 8;

    private Place() {}

    /**
     * The vault that a call without {@code --vault} is about, where that can be told by variables alone.
     *
     * @return null where there is no home folder, or where the platform has folders of its own
     */
    public static @Nullable File defaultVault(Map<String, String> environment, String operatingSystem) {
        String given = environment.get("TOTP_VAULT");
        if (given != null && !given.isEmpty()) {
            return new File(given);
        }
        if (operatingSystem.startsWith("Mac") || operatingSystem.startsWith("Windows")) {
            return null;
        }
        @Nullable File data = folder(environment, "XDG_DATA_HOME", ".local/share");
        return data == null ? null : new File(data, "totp/vault.totp");
    }

    /**
     * The folder of the sockets: in the runtime folder, which goes with the session and is on no disk, or in the state folder.
     *
     * @return null without a home folder
     */
    public static @Nullable File folder(Map<String, String> environment) {
        String runtime = environment.get("XDG_RUNTIME_DIR");
        if (runtime != null && runtime.startsWith("/")) {
            return new File(runtime, "totp");
        }
        @Nullable File state = folder(environment, "XDG_STATE_HOME", ".local/state");
        return state == null ? null : new File(state, "totp/run");
    }

    private static @Nullable File folder(Map<String, String> environment, String variable, String below) {
        String given = environment.get(variable);
        if (given != null && given.startsWith("/")) {
            return new File(given);
        }
        String home = environment.get("HOME");
        return home != null && home.startsWith("/") ? new File(home, below) : null;
    }

    /** Whether the agent of any vault may listen there: most calls find out here that there is none, and hash and connect nothing. */
    public static boolean hasSockets(File folder) {
        return sockets(folder).length > 0;
    }

    /**
     * The socket to ask first: the only one, whose agent says if it is another vault's, else the one of the vault's name. To
     * hash that name takes longer than to ask.
     */
    public static File likelySocket(File folder, String realPath) {
        String[] names = sockets(folder);
        return names.length == 1 ? new File(folder, names[0]) : socket(folder, realPath);
    }

    private static String[] sockets(File folder) {
        String[] names = folder.list();
        if (names == null) {
            return new String[0];
        }
        int count = 0;
        for (String name : names) {
            if (name.endsWith(SOCKET)) {
                names[count++] = name;
            }
        }
        return Arrays.copyOf(names, count);
    }

    /** The file's path without links, by which its agent goes. */
    public static String realPath(File vault) throws IOException {
        return vault.getCanonicalPath();
    }

    /** The socket of a vault's agent: one for each path, whatever the vault is called. */
    public static File socket(File folder, String realPath) {
        return new File(folder, name(realPath) + SOCKET);
    }

    /** Held by the agent of a vault as long as it lives. */
    public static File lock(File folder, String realPath) {
        return new File(folder, name(realPath) + ".lock");
    }

    private static String name(String realPath) {
        byte[] hash = sha256(realPath.getBytes(StandardCharsets.UTF_8));
        char[] name = new char[2 * NAME_BYTES];
        for (int i = 0; i < NAME_BYTES; i++) {
            name[2 * i] = HEX[(hash[i] & 0xf0) >> 4];
            name[2 * i + 1] = HEX[hash[i] & 0x0f];
        }
        return new String(name);
    }

    /**
     * The runtime's own, and not {@code totp.crypto}'s: no secret is hashed here, and a socket loads what it needs anyway, where
     * Bouncy Castle costs as much as half the rest.
     */
    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }
}
