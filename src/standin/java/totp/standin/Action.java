package totp.standin;

import java.util.function.Consumer;

/** One action of the API. */
@FunctionalInterface
interface Action {
    /** The answer of an action that has none but that it was done. */
    Consumer<Xml> NOTHING = xml -> {};

    /** Does it, and returns what writes the content of its result. */
    Consumer<Xml> run(Caller caller, Query query) throws AwsError;
}
