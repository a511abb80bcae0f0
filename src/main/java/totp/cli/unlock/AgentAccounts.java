package totp.cli.unlock;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import totp.crypto.Secret;
import totp.otp.Account;
import totp.otp.Totp;

/** Reads the document that {@code list --json} prints, which is all that an agent tells of accounts. */
final class AgentAccounts {
    private AgentAccounts() {}

    static List<Account> read(String document) {
        List<Account> accounts = new ArrayList<>();
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

    private static Account account(JsonParser json) throws IOException {
        UUID id = new UUID(0, 0);
        String name = "";
        String issuer = "";
        String login = "";
        List<String> aliases = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String member = json.currentName();
            json.nextToken();
            switch (member) {
                case "id" -> id = UUID.fromString(json.getText());
                case "name" -> name = json.getText();
                case "issuer" -> issuer = json.getText();
                case "account" -> login = json.getText();
                case "aliases" -> {
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        aliases.add(json.getText());
                    }
                }
                default -> json.skipChildren();
            }
        }
        return Account.builder(id, name, Totp.DEFAULT, Secret.adopt(new byte[0]))
                .issuer(issuer)
                .accountName(login)
                .aliases(aliases)
                .build();
    }
}
