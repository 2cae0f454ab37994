import type { QueryLanguage } from '../../asl/model.ts';
import type { DataLanguage } from '../data-language.ts';
import { jsonpath } from '../jsonpath/language.ts';
import { jsonata } from './jsonata.ts';

type LanguageTable = { readonly [K in QueryLanguage]: DataLanguage };

/** Every language that a state may speak. */
export const languageTable: LanguageTable = { JSONata: jsonata, JSONPath: jsonpath };
