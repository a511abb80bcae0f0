package totp.transfer;

import java.util.List;
import totp.crypto.Secret;
import totp.otp.KeyUri;

/** Key URIs, one a line: the common tongue, which Aegis, Ente, the Authenticator extension and many others can write. */
final class UriListImporter implements Importer {
    @Override
    public String format() {
        return "uri";
    }

    @Override
    public boolean recognises(Content content) {
        return content.anyLine(line -> KeyUri.looksLike(line) && !GoogleMigration.looksLike(line));
    }

    @Override
    public void read(Content content, Passwords passwords, Harvest harvest) throws TransferException {
        List<Secret> lines = content.lines();
        try {
            UriLines.read(lines, harvest);
        } finally {
            lines.forEach(Secret::close);
        }
    }
}
