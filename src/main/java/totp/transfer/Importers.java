package totp.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The formats that are read, and how a file finds its own. */
public final class Importers {
    private static final Importer URIS = new UriListImporter();

    /** One line a format; each recognises its own files and no others. */
    private static final List<Importer> ALL = List.of(
            new AegisImporter(),
            new TwoFasImporter(),
            new BitwardenImporter(),
            new EnteImporter(),
            new ProtonImporter(),
            new AndOtpImporter(),
            new AuthenticatorImporter(),
            new GoogleImporter(),
            URIS,
            new CsvImporter());

    private Importers() {}

    /** What a file gave, and the word of its format. */
    public record Imported(String format, Harvest harvest) {}

    /** The words of the formats, in order. */
    public static List<String> formats() {
        return ALL.stream().map(Importer::format).toList();
    }

    /**
     * Reads a file of the format that its content tells.
     *
     * @throws WrongPasswordException if no password opens it
     * @throws TransferException if no format is recognised, or nothing can be read
     */
    public static Imported read(Content content, Passwords passwords) throws TransferException {
        return read(importerOf(content), content, passwords, false);
    }

    private static Importer importerOf(Content content) throws TransferException {
        List<Importer> known;
        try {
            known = recognising(content);
        } catch (TransferException e) {
            if (!UriListImporter.isText(content)) {
                throw e;
            }
            known = List.of(URIS); // it begins like JSON and is none
        }
        if (known.isEmpty()) {
            throw UnsupportedFormats.reason(content);
        }
        return known.get(0);
    }

    /** Reads a file as being of the format with this word; empty if there is no such format. */
    public static Optional<Imported> read(String format, Content content, Passwords passwords)
            throws TransferException {
        for (Importer importer : ALL) {
            if (importer.format().equals(format)) {
                return Optional.of(read(importer, content, passwords, true));
            }
        }
        return Optional.empty();
    }

    /** @param named whether somebody said that it is of this format */
    private static Imported read(Importer importer, Content content, Passwords passwords, boolean named)
            throws TransferException {
        Harvest harvest = new Harvest(named);
        try {
            importer.read(content, passwords, harvest);
            return new Imported(importer.format(), harvest);
        } catch (TransferException | RuntimeException | Error e) {
            harvest.close();
            throw e;
        }
    }

    /** Those that take the content for theirs; more than one would be a fault. */
    static List<Importer> recognising(Content content) throws TransferException {
        List<Importer> known = new ArrayList<>();
        for (Importer importer : ALL) {
            if (importer.recognises(content)) {
                known.add(importer);
            }
        }
        if (known.isEmpty() && UriListImporter.isJsonWithUris(content)) {
            known.add(URIS);
        }
        return known;
    }
}
