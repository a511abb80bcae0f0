package totp.standin;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** What a user or a group would be allowed, by the policies that they have and the conditions that the caller makes up. */
final class SimulationActions {
    private final Account account;

    SimulationActions(Account account) {
        this.account = account;
    }

    Map<String, Action> byName() {
        return Map.of("SimulatePrincipalPolicy", this::simulatePrincipalPolicy);
    }

    /** Who is asked about, as evaluation sees them. */
    private record Source(List<Policy> policies, Map<String, String> context) {}

    private record Question(String action, String resource) {
        private String key() {
            return action + " " + resource;
        }
    }

    private Consumer<Xml> simulatePrincipalPolicy(Caller caller, Query query) throws AwsError {
        String arn = query.required("PolicySourceArn", Query.Form.POLICY_ARN);
        List<String> actions = query.list("ActionNames", Query.Form.ACTION_NAME);
        if (actions.isEmpty()) {
            query.required("ActionNames", Query.Form.ACTION_NAME);
        }
        List<String> given = query.list("ResourceArns", Query.Form.RESOURCE);
        List<String> resources = given.isEmpty() ? List.of("*") : given;
        Map<String, String> entries = entries(query);
        caller.mustBeAllowed("iam:SimulatePrincipalPolicy", arn);
        Source source = source(arn);
        source.context().putAll(entries);
        List<Question> questions = actions.stream()
                .flatMap(action -> resources.stream().map(resource -> new Question(action, resource)))
                .sorted(Comparator.comparing(Question::key))
                .toList();
        Page<Question> page = Page.of(questions, Question::key, query, account.pageSizeMax());
        Set<String> missing = missing(source);
        return xml -> {
            xml.group(
                    "EvaluationResults",
                    list -> page.items()
                            .forEach(question ->
                                    list.group("member", member -> write(member, source, question, missing))));
            page.writeEnd(xml);
        };
    }

    private static void write(Xml xml, Source source, Question question, Set<String> missing) {
        Policy.Decision decision = Policy.decide(
                source.policies(), new Policy.Request(question.action(), question.resource(), source.context()));
        xml.element("EvalActionName", question.action())
                .element("EvalResourceName", question.resource())
                .element(
                        "EvalDecision",
                        switch (decision) {
                            case ALLOWED -> "allowed";
                            case DENIED_BY_DEFAULT -> "implicitDeny";
                            case DENIED_EXPLICITLY -> "explicitDeny";
                        })
                .group("MatchedStatements", statements -> {})
                .group("MissingContextValues", values -> missing.forEach(key -> values.element("member", key)));
    }

    /** The keys that some condition asks for, and nobody has given. */
    private static Set<String> missing(Source source) {
        Set<String> keys = new TreeSet<>();
        source.policies().stream()
                .flatMap(policy -> policy.statements().stream())
                .flatMap(statement -> statement.conditions().stream())
                .filter(condition ->
                        !source.context().containsKey(condition.key().toLowerCase(Locale.ROOT)))
                .forEach(condition -> keys.add(condition.key()));
        return keys;
    }

    /** The first value of each: no operator here takes several. */
    private static Map<String, String> entries(Query query) throws AwsError {
        Map<String, String> entries = new HashMap<>();
        for (int i = 1; query.has("ContextEntries.member." + i + ".ContextKeyName"); i++) {
            String entry = "ContextEntries.member." + i;
            String key = query.required(entry + ".ContextKeyName", Query.Form.CONTEXT_KEY);
            List<String> values = query.list(entry + ".ContextKeyValues", Query.Form.DESCRIPTION);
            query.required(entry + ".ContextKeyType", Query.Form.CONTEXT_TYPE);
            if (values.isEmpty()) {
                throw new AwsError(400, "InvalidInput", "Invalid Entry: Context key " + key + " has no value");
            }
            entries.put(key.toLowerCase(Locale.ROOT), values.get(0));
        }
        return entries;
    }

    private Source source(String arn) throws AwsError {
        for (Principal user : account.users()) {
            if (user.arn().equals(arn)) {
                return new Source(user.policies(), Caller.context(user));
            }
        }
        for (Group group : account.groups()) {
            if (group.arn().equals(arn)) {
                return new Source(group.grants().policies(), new HashMap<>());
            }
        }
        throw AwsError.noSuchEntity("The principal with ARN " + arn + " cannot be found.");
    }
}
