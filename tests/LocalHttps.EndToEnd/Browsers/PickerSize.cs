namespace LocalHttps.EndToEnd.Browsers;

/// <summary>The size a browser's toolbar popup gives the picker, in CSS pixels.</summary>
internal static class PickerSize
{
    public const int Width = 392;

    public const int Height = 580;
}
