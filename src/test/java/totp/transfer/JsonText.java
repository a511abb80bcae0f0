package totp.transfer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where numbers and records stand in a text of JSON, so that a test can put others there. */
final class JsonText {
    private final String text;
    private final List<Span> numbers = new ArrayList<>();
    private @Nullable Collection largest;

    private record Span(int begin, int end) {}

    /** An array, or an object; those of its elements or members that are objects count as records. */
    private static final class Collection {
        private final boolean array;
        private final int memberBegin; // of the member that it is itself
        private final List<Span> records = new ArrayList<>();
        private final int begin;
        private int keyBegin;

        private Collection(boolean array, int begin, int memberBegin) {
            this.array = array;
            this.begin = begin;
            this.memberBegin = memberBegin;
        }
    }

    JsonText(String text) throws IOException {
        this.text = text;
        try (JsonParser in = new JsonFactory().createParser(text)) {
            Deque<Collection> open = new ArrayDeque<>();
            for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
                int begin = (int) in.currentTokenLocation().getCharOffset();
                if (token == JsonToken.FIELD_NAME) {
                    open.element().keyBegin = begin;
                } else if (token.isStructStart()) {
                    Collection parent = open.peek();
                    int memberBegin = parent == null || parent.array ? begin : parent.keyBegin;
                    open.push(new Collection(token == JsonToken.START_ARRAY, begin, memberBegin));
                } else if (token.isStructEnd()) {
                    close(open.pop(), open.peek(), begin + 1);
                } else if (token.isNumeric()) {
                    String digits = in.getText();
                    numbers.add(new Span(begin, begin + digits.length()));
                }
            }
        }
    }

    private void close(Collection closed, @Nullable Collection parent, int end) {
        if (!closed.array && parent != null) {
            parent.records.add(new Span(closed.memberBegin, end));
        }
        int best = largest == null ? 0 : largest.records.size();
        boolean more = closed.records.size() > best
                || (closed.records.size() == best && closed.array && best > 0 && largest != null && !largest.array);
        if (more) {
            largest = closed;
        }
    }

    int numbers() {
        return numbers.size();
    }

    /** The text with another number in place of the one at {@code index}. */
    String withNumber(int index, String number) {
        Span span = numbers.get(index);
        return text.substring(0, span.begin) + number + text.substring(span.end);
    }

    /** The text with the records of that collection so many times; the members of an object get names of their own. */
    String repeated(int times) {
        Collection collection = Objects.requireNonNull(largest);
        StringBuilder out = new StringBuilder(text.substring(0, collection.begin + 1));
        for (int i = 1; i < times; i++) {
            for (Span record : collection.records) {
                String copy = text.substring(record.begin, record.end);
                out.append(collection.array ? copy : "\"" + i + "." + copy.substring(1))
                        .append(',');
            }
        }
        return out.append(text.substring(collection.begin + 1)).toString();
    }
}
