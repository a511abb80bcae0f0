package totp.cli.account;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import totp.cli.session.AccountFormat;
import totp.otp.Account;
import totp.otp.Code;

/**
 * A line of a list for people.
 *
 * @param code empty where there is none
 * @param remaining seconds; empty where there is no code
 * @param modified of an account in the trash, when it was put there
 */
record Listed(
        String id,
        String name,
        String issuer,
        String account,
        String type,
        String state,
        List<String> tags,
        String code,
        String remaining,
        Optional<Instant> modified) {
    static Listed of(Account account, Optional<Code> code, Instant now) {
        return new Listed(
                account.id().toString(),
                account.name(),
                account.issuer(),
                account.accountName(),
                account.otp().type(),
                AccountFormat.state(account),
                account.tags(),
                code.map(Code::value).orElse(""),
                code.map(made -> Long.toString(AccountFormat.remaining(made.validUntil(), now)))
                        .orElse(""),
                Optional.ofNullable(account.modified()));
    }

    /** Reads the document that {@code list --json} prints. */
    static List<Listed> read(String document) {
        List<Listed> accounts = new ArrayList<>();
        try (JsonParser json = new JsonFactory().createParser(document)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.START_OBJECT) {
                accounts.add(account(json));
            }
            return accounts;
        } catch (IOException e) {
            throw new IllegalStateException("the agent's own document", e);
        }
    }

    private static Listed account(JsonParser json) throws IOException {
        Map<String, String> texts = new HashMap<>();
        List<String> tags = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String member = json.currentName();
            JsonToken value = json.nextToken();
            if (member.equals("tags")) {
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    tags.add(json.getText());
                }
            } else if (value.isStructStart()) {
                json.skipChildren();
            } else if (value != JsonToken.VALUE_NULL) {
                texts.put(member, json.getText());
            }
        }
        Function<String, String> text = member -> texts.getOrDefault(member, "");
        return new Listed(
                text.apply("id"),
                text.apply("name"),
                text.apply("issuer"),
                text.apply("account"),
                text.apply("type"),
                text.apply("state"),
                tags,
                text.apply("code"),
                text.apply("remaining"),
                Optional.ofNullable(texts.get("modified")).map(Instant::parse));
    }
}
