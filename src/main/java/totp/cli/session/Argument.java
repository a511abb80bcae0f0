package totp.cli.session;

import java.util.List;
import java.util.Set;

/**
 * An option or a parameter, for who explains or completes it.
 *
 * @param names of an option, in the order in which they are listed; empty for a parameter
 * @param label stands for its value
 * @param valuesMin how many values it takes at least; an option that takes none or one takes it attached
 * @param needed whether there is no call without it
 * @param sections the actions, or other sections of the command's page, that it belongs to alone; empty if it goes with all
 */
public record Argument(
        List<String> names,
        String label,
        int valuesMin,
        int valuesMax,
        boolean needed,
        Value value,
        Set<String> sections) {
    public boolean isOption() {
        return !names.isEmpty();
    }

    /** Whether it says which of several things a command does. */
    public boolean isAction() {
        return needed && label.equals("ACTION");
    }

    /** Whether its value follows as a word of its own. */
    public boolean takesNext() {
        return isOption() && valuesMin > 0;
    }

    /** The name of the text that explains it. */
    public String key() {
        return isOption() ? longest().replaceFirst("^--?", "") : label;
    }

    /** The name by which messages call it. */
    public String longest() {
        String longest = "";
        for (String name : names) {
            longest = name.length() > longest.length() ? name : longest;
        }
        return longest;
    }

    /** Whether it goes with an action, or stands in a section. */
    public boolean goesWith(String section) {
        return sections.isEmpty() || sections.contains(section);
    }
}
