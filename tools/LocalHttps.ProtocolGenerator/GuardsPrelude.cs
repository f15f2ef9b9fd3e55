namespace LocalHttps.ProtocolGenerator;

/// <summary>The part of <c>guards.js</c> that does not depend on the messages.</summary>
internal static class GuardsPrelude
{
    public const string Text = """
        // Generated from native-host/Protocol by tools/LocalHttps.ProtocolGenerator. Do not edit.

        import { %CLOSED% } from './codes.js';

        /** @import { %TYPES% } from './messages.js' */

        /**
         * @template T
         * @typedef {(value: unknown, path: string) => T} Reader
         */

        /** A message from the host that does not have the shape the protocol gives it. */
        export class ProtocolError extends Error {
          /**
           * @param {string} path where in the message, such as `reply.device.cname`
           * @param {string} problem what is wrong there
           * @param {boolean} unknownType whether the whole message is of a type this version does not know
           */
          constructor(path, problem, unknownType = false) {
            super(`${path}: ${problem}`);
            this.name = 'ProtocolError';
            this.path = path;
            this.unknownType = unknownType;
          }
        }

        /** @param {unknown} value */
        function describe(value) {
          if (value === undefined) return 'is missing';
          if (value === null) return 'is null';
          return Array.isArray(value) ? 'is a list' : `is of type ${typeof value}`;
        }

        /** @type {Reader<Record<string, unknown>>} */
        function record(value, path) {
          if (typeof value !== 'object' || value === null || Array.isArray(value)) {
            throw new ProtocolError(path, `${describe(value)} and should be an object`);
          }
          return /** @type {Record<string, unknown>} */ (value);
        }

        /**
         * @template T
         * @param {Record<string, unknown>} from
         * @param {string} path
         * @param {string} name
         * @param {Reader<T>} read
         */
        function member(from, path, name, read) {
          return read(Object.hasOwn(from, name) ? from[name] : undefined, `${path}.${name}`);
        }

        /** @type {Reader<string>} */
        function text(value, path) {
          if (typeof value !== 'string') throw new ProtocolError(path, `${describe(value)} and should be a text`);
          return value;
        }

        /** @type {Reader<string>} */
        function instant(value, path) {
          const written = text(value, path);
          if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(written) || Number.isNaN(Date.parse(written))) {
            throw new ProtocolError(path, 'should be a time as in 2026-01-31T23:59:59Z');
          }
          return written;
        }

        /** @type {Reader<number>} */
        function whole(value, path) {
          if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
            throw new ProtocolError(path, `${describe(value)} and should be a whole number`);
          }
          return value;
        }

        /** @type {Reader<boolean>} */
        function flag(value, path) {
          if (typeof value !== 'boolean') throw new ProtocolError(path, `${describe(value)} and should be true or false`);
          return value;
        }

        /**
         * @template T
         * @param {Reader<T>} read
         * @returns {Reader<T | null>}
         */
        function nullable(read) {
          return (value, path) => (value === null ? null : read(value, path));
        }

        /**
         * @template T
         * @param {Reader<T>} read
         * @returns {Reader<T[]>}
         */
        function listOf(read) {
          return (value, path) => {
            if (!Array.isArray(value)) throw new ProtocolError(path, `${describe(value)} and should be a list`);
            return value.map((item, index) => read(item, `${path}[${index}]`));
          };
        }

        /**
         * @template T
         * @param {Reader<T>} read
         * @returns {Reader<Record<string, T>>}
         */
        function mapOf(read) {
          return (value, path) =>
            Object.fromEntries(Object.entries(record(value, path)).map(([name, item]) => [name, read(item, `${path}.${name}`)]));
        }

        /**
         * @template {string} T
         * @param {readonly T[]} values
         * @returns {Reader<T>}
         */
        function oneOf(values) {
          return (value, path) => {
            const written = text(value, path);
            const found = values.find((candidate) => candidate === written);
            if (found === undefined) throw new ProtocolError(path, `should be one of ${values.join(', ')}`);
            return found;
          };
        }

        """;
}
