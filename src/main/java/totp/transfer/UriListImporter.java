package totp.transfer;

import totp.otp.KeyUri;

/** Key URIs, one a line: the common tongue, which Aegis, Ente, the Authenticator extension and many others can write. */
final class UriListImporter implements Importer {
    @Override
    public String format() {
        return "uri";
    }

    @Override
    public boolean recognises(Content content) throws TransferException {
        return !CsvImporter.isTable(content)
                && content.anyLine(line -> KeyUri.looksLike(line) && !GoogleMigration.looksLike(line));
    }

    @Override
    public void read(Content content, Passwords passwords, Harvest harvest) throws TransferException {
        UriLines.read(content, harvest);
    }
}
