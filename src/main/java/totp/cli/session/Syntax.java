package totp.cli.session;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.TypeConversionException;
import totp.otp.Scheme;

/**
 * What a command takes: its options and parameters, declared once, in code. Parsing, help, completion and manual pages read this
 * one model. In code and not in annotations, since reading those costs a third of the start of a command that derives no key.
 *
 * <p>Every declaration names what is done with a value that was given; nothing is done for one that was not.
 */
public final class Syntax {
    private final Declared declared;
    private final Set<String> sections;

    /** Of the next parameter. */
    private int position;

    /** @param name of the command, as users call it */
    public Syntax(String name) {
        this(new Declared(name), Set.of(), 0);
    }

    private Syntax(Declared declared, Set<String> sections, int position) {
        this.declared = declared;
        this.sections = sections;
        this.position = position;
    }

    /** What was said about one argument beside what the parser knows. */
    private record About(Consumer<?> given, Value value, Set<String> sections) {}

    /** All that a command takes, whatever part of it belongs to one of its actions alone. */
    private static final class Declared {
        private final CommandSpec spec = CommandSpec.create();
        private final IdentityHashMap<ArgSpec, About> about = new IdentityHashMap<>();
        private final Set<String> sections = new LinkedHashSet<>();
        private List<String> actions = List.of();
        private @Nullable Consumer<List<String>> another;
        private Set<String> anothersSections = Set.of();

        Declared(String name) {
            spec.name(name);
        }
    }

    /** The options and parameters in the order of their declaration, for who explains them. */
    public List<Argument> arguments() {
        return declared.spec.args().stream().map(this::argument).toList();
    }

    private Argument argument(ArgSpec spec) {
        About about = Objects.requireNonNull(declared.about.get(spec), "declared here");
        List<String> names = spec instanceof OptionSpec option ? List.of(option.names()) : List.of();
        int min = spec.arity().min();
        int max = spec.arity().max();
        return new Argument(names, spec.paramLabel(), min, max, spec.required(), about.value, about.sections);
    }

    /** The actions of a command whose first parameter is one; empty if it has none. */
    public List<String> actions() {
        return declared.actions;
    }

    /** The other parts that the explanation of a command falls into: ways to call it that have options of their own. */
    public List<String> sections() {
        List<String> others = new ArrayList<>(declared.sections);
        others.removeAll(declared.actions);
        return others;
    }

    /**
     * What goes with some actions or sections alone: who explains one of them leaves out the others' options. Its parameters stand
     * in the places of the others', and a value is given to both: each action looks at its own.
     */
    public Syntax only(Object... words) {
        Set<String> these = new LinkedHashSet<>();
        for (Object word : words) {
            these.add(word.toString());
        }
        declared.sections.addAll(these);
        return new Syntax(declared, these, position);
    }

    /** An option without a value. */
    public void flag(Runnable given, String... names) {
        add(OptionSpec.builder(names).type(boolean.class), ignored -> given.run(), Value.TEXT);
    }

    /** An option that asks for help: with it nothing else is demanded. */
    public void help(Runnable given, String... names) {
        add(OptionSpec.builder(names).type(boolean.class).usageHelp(true), ignored -> given.run(), Value.TEXT);
    }

    /** An option that asks for the version: with it nothing else is demanded. */
    public void version(Runnable given, String... names) {
        add(OptionSpec.builder(names).type(boolean.class).versionHelp(true), ignored -> given.run(), Value.TEXT);
    }

    /**
     * An option with a value.
     *
     * @param type of the value; the words of an enum are spelled as its constants are
     */
    public <T> void option(Class<T> type, String label, Consumer<T> given, String... names) {
        add(OptionSpec.builder(names).type(type).paramLabel(label), given, Value.of(type));
    }

    /** An option whose text is one of something. */
    public void option(Value value, String label, Consumer<String> given, String... names) {
        add(OptionSpec.builder(names).type(String.class).paramLabel(label), given, value);
    }

    /** An option that may be given several times. */
    public void repeated(Value value, String label, Consumer<List<String>> given, String... names) {
        add(
                OptionSpec.builder(names)
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .paramLabel(label),
                given,
                value);
    }

    /** An option that is followed by so many files. */
    public void files(int count, String label, Consumer<List<Path>> given, String... names) {
        add(
                OptionSpec.builder(names)
                        .type(List.class)
                        .auxiliaryTypes(Path.class)
                        .arity(String.valueOf(count))
                        .paramLabel(label),
                given,
                Value.FILE);
    }

    /**
     * An option whose value may be missing, and is only ever attached ({@code -w10}, {@code --wait=10}), so that
     * {@code -w aws-root} does not swallow the name.
     *
     * @param absent stands for the value where there is none
     */
    public void attached(String label, int absent, Consumer<Integer> given, String... names) {
        add(
                OptionSpec.builder(names)
                        .type(Integer.class)
                        .arity("0..1")
                        .paramLabel(label)
                        .fallbackValue(String.valueOf(absent))
                        .preprocessor(new OnlyAttached()),
                given,
                Value.TEXT);
    }

    /** The first parameter of a command that does several things: which of them. */
    public <E extends Enum<E>> void action(Class<E> type, Consumer<E> given) {
        declared.actions = Value.spelled(type);
        parameter(type, "ACTION", given);
    }

    /** The next parameter, which must be given. */
    public <T> void parameter(Class<T> type, String label, Consumer<T> given) {
        add(next().type(type).arity("1").required(true).paramLabel(label), given, Value.of(type));
    }

    /** The next parameter, which must be given and is one of something. */
    public void parameter(Value value, String label, Consumer<String> given) {
        add(next().type(String.class).arity("1").required(true).paramLabel(label), given, value);
    }

    /** The next parameter, which may be left out. */
    public <T> void optionalParameter(Class<T> type, String label, Consumer<T> given) {
        add(next().type(type).arity("0..1").required(false).paramLabel(label), given, Value.of(type));
    }

    /** The next parameter, which may be left out and is one of something. */
    public void optionalParameter(Value value, String label, Consumer<String> given) {
        add(next().type(String.class).arity("0..1").required(false).paramLabel(label), given, value);
    }

    /**
     * The next parameter and all behind it, as one list.
     *
     * @param needed whether there must be one at least
     */
    public void parameters(Value value, String label, boolean needed, Consumer<List<String>> given) {
        add(
                PositionalParamSpec.builder()
                        .index(position + "..*")
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .arity(needed ? "1..*" : "0..*")
                        .required(needed)
                        .paramLabel(label),
                given,
                value);
    }

    /**
     * Behind {@code --} stands another program's command line, which is nobody's business here.
     *
     * @param given takes its words, none if there are none; is not called where no {@code --} stands
     */
    public void another(Consumer<List<String>> given) {
        declared.another = given;
        declared.anothersSections = sections;
    }

    /** As many words as are ours. */
    private int ours(List<String> words) {
        int end = words.indexOf("--");
        boolean anothers = end >= 0
                && declared.another != null
                && words.subList(0, end).stream().anyMatch(declared.anothersSections::contains);
        return anothers ? end : words.size();
    }

    /**
     * Reads the words of a call. They are taken as they are: no {@code @files}, no variables, no abbreviations.
     *
     * @throws CommandLine.ParameterException if they do not agree with what is declared; nothing was done with any then
     */
    public void read(List<String> words) {
        CommandLine parser = new CommandLine(declared.spec);
        parser.setExpandAtFiles(false);
        parser.setInterpolateVariables(false);
        parser.registerConverter(Scheme.class, Syntax::scheme);
        int ours = ours(words);
        boolean help =
                parser.parseArgs(words.subList(0, ours).toArray(new String[0])).isUsageHelpRequested();
        if (!help && !declared.actions.isEmpty()) {
            MisplacedException.check(parser, this::argument);
        }
        for (ArgSpec argument : declared.spec.args()) {
            Object value = argument.getValue();
            if (value != null) {
                act(argument, value);
            }
        }
        if (ours < words.size()) {
            Objects.requireNonNull(declared.another).accept(List.copyOf(words.subList(ours + 1, words.size())));
        }
    }

    @SuppressWarnings("unchecked") // the parser made the value of the type that stands beside the action
    private <T> void act(ArgSpec argument, T value) {
        About about = Objects.requireNonNull(declared.about.get(argument), "declared here");
        ((Consumer<T>) about.given).accept(value);
    }

    private PositionalParamSpec.Builder next() {
        return PositionalParamSpec.builder().index(String.valueOf(position++));
    }

    private void add(OptionSpec.Builder builder, Consumer<?> given, Value value) {
        OptionSpec option = builder.build();
        declared.spec.addOption(option);
        declared.about.put(option, new About(given, value, sections));
    }

    private void add(PositionalParamSpec.Builder builder, Consumer<?> given, Value value) {
        PositionalParamSpec parameter = builder.build();
        declared.spec.addPositional(parameter);
        declared.about.put(parameter, new About(given, value, sections));
    }

    private static Scheme scheme(String word) {
        return Scheme.named(word).orElseThrow(() -> new TypeConversionException("no such type"));
    }
}
