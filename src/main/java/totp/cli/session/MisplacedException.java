package totp.cli.session;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** An option was given to an action that does not take it, though another of the same command does. */
public final class MisplacedException extends ParameterException {
    private static final long serialVersionUID = 1L;

    private MisplacedException(CommandLine parser, ArgSpec option) {
        super(parser, "misplaced", option, "");
    }

    /**
     * Looks at a call that was read: to the parser all that any action takes is one command's.
     *
     * @param declared what is known of an argument
     */
    static void check(CommandLine parser, Function<ArgSpec, Argument> declared) {
        List<ArgSpec> all = parser.getCommandSpec().args();
        Optional<String> action = all.stream()
                .filter(spec -> spec.getValue() != null && declared.apply(spec).isAction())
                .map(spec -> String.valueOf(spec.<Object>getValue()))
                .findFirst();
        if (action.isEmpty()) {
            return;
        }
        int places = 0;
        int words = 0;
        for (ArgSpec spec : all) {
            boolean takes = declared.apply(spec).goesWith(action.get());
            int values = count(spec.getValue());
            if (spec instanceof PositionalParamSpec place) {
                // The actions' parameters share their places, and a word is given to each of them.
                places = takes ? Math.max(places, place.index().max()) : places;
                words = Math.max(words, place.index().min() + values - 1);
            } else if (!takes && values > 0) {
                throw new MisplacedException(parser, spec);
            }
        }
        if (words > places) {
            throw new UnmatchedArgumentException(parser, List.of(""));
        }
    }

    private static int count(@Nullable Object value) {
        if (value instanceof Collection<?> several) {
            return several.size();
        }
        return value == null ? 0 : 1;
    }
}
