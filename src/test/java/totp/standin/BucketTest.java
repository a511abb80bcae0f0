package totp.standin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** So many calls a second, by the server's clock. */
final class BucketTest {
    @Test
    void whatIsTooMuchIsThrottledAndNotDone() throws IOException {
        try (Bench bench = new Bench()) {
            bench.server.setBucket(3);
            for (int i = 0; i < 3; i++) {
                bench.iam.getUser();
            }
            AwsServiceException refused =
                    assertThrows(AwsServiceException.class, () -> bench.iam.createGroup(r -> r.groupName("g")));
            assertEquals("Throttling", refused.awsErrorDetails().errorCode());
            assertEquals("Rate exceeded", refused.awsErrorDetails().errorMessage());
            assertEquals(400, refused.statusCode());
            assertEquals(List.of(), bench.server.account().groups());
            bench.server.clock().setOffset(Duration.ofMillis(400));
            bench.iam.createGroup(r -> r.groupName("g"));
            assertThrows(AwsServiceException.class, bench.iam::getUser);
            bench.server.setBucket(0);
            bench.iam.getUser();
        }
    }

    @Test
    void lessThanOneASecond() {
        Bucket bucket = new Bucket(0.5, Bench.NOW);
        assertEquals(true, bucket.take(Bench.NOW));
        assertEquals(false, bucket.take(Bench.NOW.plusMillis(1_900)));
        assertEquals(true, bucket.take(Bench.NOW.plusMillis(2_000)));
        // Put back, it gives nothing away.
        assertEquals(false, bucket.take(Bench.NOW));
    }
}
