using System.Buffers.Binary;

namespace LocalHttps.Mdns;

/// <summary>Walks over a datagram's questions and records without allocating. A record that is broken inside is still skipped by its length.</summary>
internal ref struct MessageCursor
{
    private const int FixedRecordLength = 10;
    private const int FixedQuestionLength = 4;
    private readonly ReadOnlySpan<byte> message;
    private int offset;
    private int questionsLeft;
    private int recordsLeft;

    private MessageCursor(ReadOnlySpan<byte> message)
    {
        this.message = message;
        Header = DnsHeader.Read(message);
        offset = DnsHeader.Length;
        questionsLeft = Header.Questions;
        recordsLeft = Header.Records;
    }

    /// <summary>The message's header.</summary>
    public DnsHeader Header { get; }

    /// <summary>Starts at the first question.</summary>
    /// <returns>False when the datagram is too short for a header.</returns>
    public static bool TryOpen(ReadOnlySpan<byte> message, out MessageCursor cursor)
    {
        cursor = message.Length < DnsHeader.Length ? default : new MessageCursor(message);
        return message.Length >= DnsHeader.Length;
    }

    /// <summary>Reads the next question.</summary>
    /// <returns>False when there are no more, or the rest cannot be read.</returns>
    public bool TryNextQuestion(out QuestionView question)
    {
        question = default;
        if (questionsLeft == 0)
        {
            return false;
        }
        questionsLeft--;
        var name = offset;
        if (!NameReader.TrySkip(message, ref offset) || message.Length - offset < FixedQuestionLength)
        {
            questionsLeft = recordsLeft = 0;
            return false;
        }
        var fields = message[offset..];
        offset += FixedQuestionLength;
        question = new QuestionView(message, name, BinaryPrimitives.ReadUInt16BigEndian(fields), BinaryPrimitives.ReadUInt16BigEndian(fields[2..]));
        return true;
    }

    /// <summary>Reads the next record of any section; unread questions are passed over.</summary>
    /// <returns>False when there are no more, or the rest cannot be read.</returns>
    public bool TryNextRecord(out RecordView record)
    {
        record = default;
        while (TryNextQuestion(out _))
        {
        }
        if (recordsLeft == 0)
        {
            return false;
        }
        recordsLeft--;
        var name = offset;
        if (!NameReader.TrySkip(message, ref offset) || message.Length - offset < FixedRecordLength)
        {
            recordsLeft = 0;
            return false;
        }
        var fields = message[offset..];
        var dataLength = BinaryPrimitives.ReadUInt16BigEndian(fields[8..]);
        var data = offset + FixedRecordLength;
        if (message.Length - data < dataLength)
        {
            recordsLeft = 0;
            return false;
        }
        offset = data + dataLength;
        record = new RecordView(
            message,
            name,
            data,
            dataLength,
            BinaryPrimitives.ReadUInt16BigEndian(fields),
            BinaryPrimitives.ReadUInt16BigEndian(fields[2..]),
            BinaryPrimitives.ReadUInt32BigEndian(fields[4..]));
        return true;
    }
}
