package totp.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import totp.message.Message;

/** Which parts of which exports of Google Authenticator have come; they may come from several files. */
public final class MigrationParts {
    /** By batch and size: programs that write no batch number give all their exports the same. */
    private final TreeMap<String, Batch> batches = new TreeMap<>();

    private record Batch(int size, TreeSet<Integer> indices) {}

    boolean isEmpty() {
        return batches.isEmpty();
    }

    public void add(GoogleMigration part) {
        batches.computeIfAbsent(part.batch() + " " + part.size(), batch -> new Batch(part.size(), new TreeSet<>()))
                .indices()
                .add(part.index());
    }

    public void addAll(MigrationParts others) {
        others.batches.forEach(
                (id, batch) -> batches.computeIfAbsent(id, same -> new Batch(batch.size, new TreeSet<>()))
                        .indices
                        .addAll(batch.indices));
    }

    /** A sentence for each export that is not complete, with the numbers of its missing parts. */
    public List<Message> missing() {
        List<Message> sentences = new ArrayList<>();
        for (Batch batch : batches.values()) {
            List<String> missing = new ArrayList<>();
            for (int i = 0; i < batch.size; i++) {
                if (!batch.indices.contains(i)) {
                    missing.add(Integer.toString(i + 1));
                }
            }
            if (!missing.isEmpty()) {
                sentences.add(Message.counted(
                        "transfer.parts-missing", missing.size(), batch.size, String.join(", ", missing)));
            }
        }
        return sentences;
    }
}
