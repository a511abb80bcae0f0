package totp.vault;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;

/** The JSON rules of a vault's payload: no duplicate members, at most 16 levels, bounded names, texts and numbers. */
final class PayloadJson {
    static final int DEPTH_MAX = 16;

    /** Buffers are not pooled: a pool would keep decrypted text alive for as long as the process lives. */
    static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX)
                    .maxNameLength(Header.PAYLOAD_BYTES_MAX)
                    .maxNumberLength(1000)
                    .maxStringLength(Header.PAYLOAD_BYTES_MAX)
                    .build())
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .build();

    private PayloadJson() {}
}
