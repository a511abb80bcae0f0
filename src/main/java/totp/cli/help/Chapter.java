package totp.cli.help;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import totp.cli.session.Argument;
import totp.cli.session.CommonOptions;
import totp.cli.session.Syntax;

/**
 * One command, as it is explained. Its page may have sections: its actions, and ways to call it that have options of their own.
 * The texts are the catalogue's: {@code help.code.next} for the option {@code --next} of {@code code}, {@code help.vault} for
 * {@code --vault} of all commands, {@code help.key.add.about} for what the action does.
 */
public final class Chapter {
    /** The page of the command as a whole. */
    static final String WHOLE = "";

    private final String word;
    private final List<String> aliases;
    private final Group group;
    private final Opening opening;
    private final Supplier<Syntax> declared;
    private @Nullable Syntax syntax;

    /**
     * @param aliases other words for it that people are told of
     * @param declared what it takes; asked for when somebody wants to know
     */
    public Chapter(String word, List<String> aliases, Group group, Opening opening, Supplier<Syntax> declared) {
        this.word = word;
        this.aliases = aliases;
        this.group = group;
        this.opening = opening;
        this.declared = declared;
    }

    /** A line of the shell, and what it does. */
    record Example(String line, String does) {}

    public String word() {
        return word;
    }

    List<String> aliases() {
        return aliases;
    }

    Group group() {
        return group;
    }

    private Syntax syntax() {
        Syntax known = syntax;
        if (known == null) {
            known = declared.get();
            syntax = known;
        }
        return known;
    }

    List<String> actions() {
        return syntax().actions();
    }

    /** Its actions, and the other sections. */
    public List<String> sections() {
        List<String> all = new ArrayList<>(syntax().actions());
        all.addAll(syntax().sections());
        return all;
    }

    /** What stands in a section; of the whole what belongs to no section alone. */
    public List<Argument> arguments(String section) {
        boolean action = actions().contains(section);
        List<Argument> arguments = new ArrayList<>();
        for (Argument argument : all()) {
            boolean fits = section.equals(WHOLE)
                    ? argument.sections().isEmpty()
                    : action ? argument.goesWith(section) : argument.sections().contains(section);
            if (fits && !(action && argument.isAction())) {
                arguments.add(argument);
            }
        }
        return arguments;
    }

    /** All but the common options. */
    List<Argument> all() {
        return syntax().arguments().stream()
                .filter(argument -> !isCommon(argument))
                .toList();
    }

    /** The common options that it has a use for. */
    List<Argument> common() {
        return syntax().arguments().stream()
                .filter(argument -> isCommon(argument) && opening.uses(argument.longest()))
                .toList();
    }

    private static boolean isCommon(Argument argument) {
        return argument.isOption() && CommonOptions.has(argument.longest());
    }

    private String key(String section) {
        return section.equals(WHOLE) ? word : word + "." + section;
    }

    /** What it does, in a few words. */
    public String summary(String section) {
        return Texts.of(key(section) + ".summary");
    }

    /** What it does, in a sentence or two. */
    public List<String> about(String section) {
        return Texts.all(key(section) + ".about");
    }

    List<Example> examples(String section) {
        List<Example> examples = new ArrayList<>();
        for (String text : Texts.all(key(section) + ".example")) {
            String[] parts = text.split(" # ", 2);
            examples.add(new Example(parts[0], parts.length < 2 ? "" : parts[1]));
        }
        return examples;
    }

    /** What an option or a parameter is for; empty if nobody wrote it. */
    public Optional<String> explanation(String section, Argument argument) {
        return Texts.find(key(section) + "." + argument.key())
                .or(() -> Texts.find(word + "." + argument.key()))
                .or(() -> Texts.find(argument.key()));
    }

    /** How it is called, in one line. */
    String usage(String section) {
        return Texts.find(key(section) + ".usage").orElseGet(() -> usageOf(section));
    }

    private String usageOf(String section) {
        StringBuilder usage = new StringBuilder("totp ").append(word);
        boolean options = false;
        if (!section.equals(WHOLE)) {
            usage.append(' ').append(section);
        }
        for (Argument argument : arguments(section)) {
            options |= argument.isOption();
            if (!argument.isOption()) {
                usage.append(' ').append(label(argument));
            }
        }
        return usage.append(options ? " [options]" : "").toString();
    }

    /** What belongs to an action alone is looked for by the command itself, and only seems optional to the parser. */
    private static String label(Argument parameter) {
        String label = parameter.label() + (parameter.valuesMax() > 1 ? "..." : "");
        return parameter.needed() || !parameter.sections().isEmpty() ? label : "[" + label + "]";
    }
}
