package totp.transfer;

import totp.message.Message;

/**
 * Key URIs in a text or in JSON of any form: the common tongue, which Aegis, Ente, the Authenticator extension and many others
 * can write.
 */
final class UriListImporter implements Importer {
    @Override
    public String format() {
        return "uri";
    }

    @Override
    public boolean recognises(Content content) throws TransferException {
        return content.json() == null && !CsvImporter.isTable(content) && isText(content);
    }

    /** Whether it is JSON of no known form with key URIs in it. */
    static boolean isJsonWithUris(Content content) throws TransferException {
        Json json = content.json();
        return json != null && !UnsupportedFormats.knows(json) && JsonUris.areIn(json);
    }

    /** Whether key URIs stand in its lines, and not only parts of an export of Google Authenticator. */
    static boolean isText(Content content) throws TransferException {
        return content.anyLine(line -> line.use(UriListImporter::holdsUri));
    }

    private static Boolean holdsUri(byte[] line) {
        boolean[] account = {false};
        if (UriLines.isComment(line)) {
            return false;
        }
        KeyUriFinder.each(line, (uri, name) -> {
            account[0] = !GoogleMigration.looksLike(uri);
            return !account[0];
        });
        return account[0];
    }

    @Override
    public void read(Content content, Passwords passwords, Harvest harvest) throws TransferException {
        Json json = null;
        try {
            json = content.json();
        } catch (TransferException e) {
            // Of a file that was cut off, or a list that begins with a bracket.
            harvest.warn(Message.of("transfer.begins-like-json-none"));
        }
        if (json == null) {
            UriLines.read(content, harvest);
        } else {
            JsonUris.read(json, harvest);
        }
        refuseIfNone(harvest);
    }

    /** Where somebody named the format, and was wrong. */
    static void refuseIfNone(Harvest harvest) throws TransferException {
        if (harvest.isEmpty()) {
            throw new TransferException(Message.of("transfer.no-key-uri"));
        }
    }
}
