package totp.aws;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsRequest;
import software.amazon.awssdk.services.iam.model.GetCredentialReportRequest;

/** Ends an answer that is larger than any of AWS's: the SDK reads whatever comes into memory, for as long as it comes. */
final class BodyLimit implements ExecutionInterceptor {
    /** The largest of most is a page of devices, some hundred kilobytes. */
    static final int BYTES_MAX = 1 << 20;

    /** A report of 5,000 users, in base64, is 4 MiB; a page of a thousand policies or users with theirs may be larger. */
    private static final int BYTES_OF_ACCOUNT_MAX = 32 << 20;

    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        boolean ofAccount = context.request() instanceof GetCredentialReportRequest
                || context.request() instanceof GetAccountAuthorizationDetailsRequest;
        int most = ofAccount ? BYTES_OF_ACCOUNT_MAX : BYTES_MAX;
        return context.responseBody().map(body -> new Limited(body, most));
    }

    private static final class Limited extends FilterInputStream {
        private final int most;
        private int left;

        Limited(InputStream in, int most) {
            super(in);
            this.most = most;
            this.left = most;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            count(Math.max(read, 0));
            return read;
        }

        private void count(int bytes) throws IOException {
            left -= bytes;
            if (left < 0) {
                throw new IOException("the answer is larger than " + (most >> 20) + " MiB");
            }
        }
    }
}
