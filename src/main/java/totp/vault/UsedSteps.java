package totp.vault;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Which time steps of which accounts were handed out on this machine, so that no code is given twice to a service that
 * takes each once. It stands outside the vault: printing a code must not rewrite the vault, or ten codes would push every
 * backup out and two machines would diverge by reading.
 */
public final class UsedSteps {
    /** More than anybody waits for; beyond it those farthest from the present one are forgotten. */
    private static final int STEPS_MAX = 256;

    private static final char SPENT = '!';

    private final StateFile file;
    private final Id vault;

    private UsedSteps(StateFile file, Id vault) {
        this.file = file;
        this.vault = vault;
    }

    /**
     * The steps of one vault file.
     *
     * @param folder the state folder of this user, made when something is noted
     * @param vaultPath the vault's path without links: a copy elsewhere has a state of its own
     */
    public static UsedSteps of(Path folder, Id vault, Path vaultPath, World.Pause pause) {
        return new UsedSteps(new StateFile(folder, vaultPath, "steps", new FileDisk(), pause), vault);
    }

    /** Where the steps of a vault file are noted, for who only looks whether there are new ones. */
    public static Path file(Path folder, Path vaultPath) {
        return new StateFile(folder, vaultPath, "steps", new FileDisk(), millis -> {}).file();
    }

    /**
     * Notes that a code of {@code step} was shown.
     *
     * @return this step, or the first later one that is not spent, if an enrolment or {@link #reserve} had spent this one
     */
    @SuppressWarnings("try") // the lock is held, not used
    public long note(UUID account, long step) throws VaultException {
        try (VaultLock lock = file.lock()) {
            Map<String, NavigableMap<Long, Boolean>> all = read();
            NavigableMap<Long, Boolean> steps = stepsOf(all, account);
            Boolean spent = steps.get(step);
            if (spent == null) {
                steps.put(step, false);
                write(all, step, false);
            }
            long unspent = step;
            while (Boolean.TRUE.equals(steps.get(unspent))) {
                unspent++;
            }
            return unspent;
        }
    }

    /**
     * Takes the first steps from {@code from} on of which none was handed out, for nobody else; durable when this returns.
     *
     * @param count how many in a row, 1 or more
     * @return the first of them
     * @throws VaultException if that cannot be guaranteed
     */
    @SuppressWarnings("try") // the lock is held, not used
    public long reserve(UUID account, long from, int count) throws VaultException {
        try (VaultLock lock = file.lock()) {
            Map<String, NavigableMap<Long, Boolean>> all = read();
            NavigableMap<Long, Boolean> steps = stepsOf(all, account);
            long first = from;
            for (long step = from; step < first + count; step++) {
                if (steps.containsKey(step)) {
                    first = step + 1;
                }
            }
            spend(steps, first, first + count - 1);
            write(all, first, true);
            return first;
        }
    }

    /**
     * Notes that the codes of these steps are known elsewhere, whoever was given them before; durable when this returns.
     *
     * @throws VaultException if that cannot be guaranteed
     */
    @SuppressWarnings("try") // the lock is held, not used
    public void spend(UUID account, long firstStep, long lastStep) throws VaultException {
        try (VaultLock lock = file.lock()) {
            Map<String, NavigableMap<Long, Boolean>> all = read();
            spend(stepsOf(all, account), firstStep, lastStep);
            write(all, lastStep, true);
        }
    }

    /** The spent steps of each account that has any, for who only shows them: a new file replaces the old one at once, so none is locked. */
    public Map<UUID, Set<Long>> spent() throws VaultException {
        Map<UUID, Set<Long>> spent = new HashMap<>();
        String own = vault.toHex() + " ";
        read().forEach((key, steps) -> {
            if (key.startsWith(own)) {
                Set<Long> ofAccount = new HashSet<>(steps.keySet());
                ofAccount.removeIf(step -> !Boolean.TRUE.equals(steps.get(step)));
                spent.put(UUID.fromString(key.substring(own.length())), ofAccount);
            }
        });
        return spent;
    }

    /**
     * Makes sure that steps can be noted, and leaves them as they are: who is about to depend on it finds out before.
     *
     * @throws VaultException what {@link #reserve} would fail with
     */
    @SuppressWarnings("try") // the lock is held, not used
    public void rehearse() throws VaultException {
        try (VaultLock lock = file.lock()) {
            read();
            file.write(file.read(), true);
        }
    }

    private static void spend(NavigableMap<Long, Boolean> steps, long first, long last) {
        for (long step = first; step <= last; step++) {
            steps.put(step, true);
        }
    }

    private NavigableMap<Long, Boolean> stepsOf(Map<String, NavigableMap<Long, Boolean>> all, UUID account) {
        return all.computeIfAbsent(vault.toHex() + " " + account, key -> new TreeMap<>());
    }

    /** By vault id and account id. */
    private Map<String, NavigableMap<Long, Boolean>> read() throws VaultException {
        Map<String, NavigableMap<Long, Boolean>> all = new LinkedHashMap<>();
        for (String line : file.read()) {
            String[] words = line.split(" ", -1);
            if (words.length < 2) {
                throw file.damaged();
            }
            NavigableMap<Long, Boolean> steps = new TreeMap<>();
            for (int i = 2; i < words.length; i++) {
                boolean spent = words[i].endsWith(String.valueOf(SPENT));
                String step = spent ? words[i].substring(0, words[i].length() - 1) : words[i];
                try {
                    steps.put(Long.parseLong(step), spent);
                } catch (NumberFormatException e) {
                    throw file.damaged();
                }
            }
            all.put(words[0] + " " + words[1], steps);
        }
        return all;
    }

    /** @param step the one that was just added, which no trimming may take away */
    private void write(Map<String, NavigableMap<Long, Boolean>> all, long step, boolean durably) throws VaultException {
        List<String> lines = new ArrayList<>();
        all.forEach((key, steps) -> {
            while (steps.size() > STEPS_MAX) {
                // The one farthest away: steps of a clock that was wrong may lie on either side.
                boolean firstIsFarther = step - steps.firstKey() > steps.lastKey() - step;
                steps.remove(firstIsFarther ? steps.firstKey() : steps.lastKey());
            }
            StringBuilder line = new StringBuilder(key);
            steps.forEach((used, spent) -> line.append(' ').append(used).append(spent ? SPENT + "" : ""));
            lines.add(line.toString());
        });
        file.write(lines, durably);
    }
}
