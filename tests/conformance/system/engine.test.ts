import { systemSuite } from './suite.ts';
import { openEngineWorld } from './worlds.ts';

systemSuite('our engine', openEngineWorld);
